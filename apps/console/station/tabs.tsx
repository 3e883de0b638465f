import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useSession } from '../shell/session.tsx'
import { useNarrow } from '../theme/theme.tsx'

/** On phones the station's pages stand side by side; on desks the navigation has them. */
export const StationTabs = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  if (!useNarrow()) return null
  const tabs = [
    { to: '/station', label: t('nav.station'), shown: may('station:read') },
    { to: '/station/people', label: t('nav.people'), shown: may('station:read') },
    { to: '/station/keys', label: t('nav.keys'), shown: may('keys:manage') },
    { to: '/station/audit', label: t('nav.audit'), shown: may('audit:read') },
  ]
  return (
    <nav className="station-tabs" aria-label={t('nav.stationGroup')}>
      {tabs
        .filter(({ shown }) => shown)
        .map(({ to, label }) => (
          <NavLink key={to} to={to} end>
            {label}
          </NavLink>
        ))}
    </nav>
  )
}
