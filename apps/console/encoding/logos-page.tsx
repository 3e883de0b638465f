import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Logo } from '#services/transcode'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { logosKey, sendFile, useLogos } from './data.ts'
import { LogoDrawer } from './logo-drawer.tsx'
import { LogoPreview } from './logo-preview.tsx'
import { PickFile } from './pick-file.tsx'
import { useEncodingTabs } from './tabs.ts'
import './encoding.css'

/** 台标: what encoding profiles can lay over the picture. */
export const LogosPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const detail = useDetail()
  const { data, error, refetch } = useLogos()
  const manages = may('station:manage')
  const send = useAct(async (file: File) => {
    const title = file.name.replace(/\.png$/i, '').slice(0, 100) || t('encoding.logo')
    const logo = await sendFile<Logo>(`/api/transcode/logos?title=${encodeURIComponent(title)}`, file)
    await queries.invalidateQueries({ queryKey: logosKey })
    detail.open(logo.id)
  })
  const add = (
    <PickFile type="primary" accept="image/png" pick={send.act} loading={send.busy} data-testid="new-logo">
      {t('encoding.addLogo')}
    </PickFile>
  )
  return (
    <PageFrame
      title={t('nav.encoding')}
      about={t('encoding.logosAbout')}
      tabs={useEncodingTabs()}
      primary={manages && data && data.length > 0 ? add : undefined}
    >
      {error && !data ? <ErrorState error={error} again={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={4} /> : null}
      {data?.length === 0 ? (
        <Empty title={t('encoding.noLogos')} detail={t('encoding.noLogosDetail')}>
          {manages ? add : null}
        </Empty>
      ) : null}
      <ul className="logo-list" aria-label={t('encoding.tabs.logos')}>
        {(data ?? []).map((logo) => (
          <li key={logo.id} className="panel logo-card" data-testid="logo" data-id={logo.id}>
            <button type="button" onClick={() => detail.open(logo.id)}>
              <LogoPreview logo={logo} label={t('encoding.previewOf', { title: logo.title })} />
              <span className="ellipsis">{logo.title}</span>
            </button>
          </li>
        ))}
      </ul>
      <LogoDrawer logo={data?.find(({ id }) => id === detail.id)} close={detail.close} readOnly={!manages} />
    </PageFrame>
  )
}
