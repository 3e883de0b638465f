import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, Outlet, useLocation, useNavigate } from 'react-router'
import { OfflineBanner, OfflineProvider } from '../offline/offline.tsx'
import { useNarrow } from '../theme/theme.tsx'
import { UploadsProvider } from '../uploads/uploads.tsx'
import { TourProvider } from '../welcome/tour.tsx'
import { isProblem } from './problem.ts'
import { KeysHelp } from './keys-help.tsx'
import { Navigation } from './navigation.tsx'
import { ErrorState } from '../components/states.tsx'
import { signedOut } from './query.ts'
import { onReturn } from './realtime.ts'
import { usePreferencesOfPerson } from './preferences.tsx'
import { SessionProvider, sessionQuery } from './session.tsx'
import { TopBar } from './top-bar.tsx'
import './shell.css'

/** Everything around a page: who is here, where they can go, and the uploads that go on meanwhile. */
export const Layout = () => {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const location = useLocation()
  const session = useQuery(sessionQuery)

  useEffect(() => onReturn(() => void queries.invalidateQueries()), [queries])
  useEffect(() => {
    const toLogin = () => {
      queries.removeQueries({ queryKey: ['session'] })
      void navigate('/login', { state: { from: location.pathname + location.search } })
    }
    signedOut.addEventListener('signed-out', toLogin)
    return () => signedOut.removeEventListener('signed-out', toLogin)
  }, [queries, navigate, location])

  if (isProblem(session.error, 'not-signed-in') || session.data?.mustChangePassword) {
    return <Navigate to="/login" replace state={{ from: location.pathname + location.search }} />
  }
  if (session.error) return <ErrorState error={session.error} again={() => void session.refetch()} />
  if (!session.data) return null
  return (
    <SessionProvider session={session.data}>
      <OfflineProvider>
        <UploadsProvider>
          <TourProvider>
            <Frame />
          </TourProvider>
        </UploadsProvider>
      </OfflineProvider>
    </SessionProvider>
  )
}

const Frame = () => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  usePreferencesOfPerson()
  return (
    <>
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <div className="frame">
        <TopBar />
        <OfflineBanner />
        {narrow ? null : <Navigation />}
        <main id="content" className="content" tabIndex={-1}>
          <Outlet />
        </main>
        {narrow ? <Navigation /> : null}
      </div>
      <KeysHelp />
    </>
  )
}
