import { FolderOpenOutlined, InboxOutlined, PlayCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { pickFiles, pickFolder } from '../uploads/pick.ts'
import { useUploads } from '../uploads/uploads-context.ts'
import { fetchDemoClip } from './demo-clip.ts'
import { useTour } from './tour-context.ts'
import './welcome.css'

/** What an empty station says: three ways to bring the first film in, and a tour. */
export const Welcome = () => {
  const { t } = useTranslation()
  const { station } = useSession()
  const { allowed, add } = useUploads()
  const tour = useTour()
  const files = useAct(async () => add(await pickFiles()))
  const folder = useAct(async () => add(await pickFolder()))
  const demo = useAct(async () => add([await fetchDemoClip()]))
  return (
    <section className="welcome" data-testid="welcome">
      <h2>{t('welcome.title', { station: station?.name })}</h2>
      <p className="soft">{t(allowed ? 'welcome.lead' : 'welcome.leadReader')}</p>
      {allowed ? (
        <div className="welcome-ways">
          <Way icon={<InboxOutlined />} title={t('welcome.drop')} detail={t('welcome.dropDetail')}>
            <Button type="primary" onClick={() => files.act()} loading={files.busy} data-testid="welcome-files">
              {t('welcome.pick')}
            </Button>
          </Way>
          <Way icon={<FolderOpenOutlined />} title={t('welcome.folder')} detail={t('welcome.folderDetail')}>
            <Button onClick={() => folder.act()} loading={folder.busy} data-testid="welcome-folder">
              {t('welcome.pickFolder')}
            </Button>
            <code className="mono">./rongmei import …</code>
          </Way>
          <Way icon={<PlayCircleOutlined />} title={t('welcome.demo')} detail={t('welcome.demoDetail')}>
            <Button onClick={() => demo.act()} loading={demo.busy} data-testid="welcome-demo">
              {t('welcome.load')}
            </Button>
          </Way>
        </div>
      ) : null}
      <Button type="link" onClick={tour.start} data-testid="start-tour">
        {t('welcome.tour')}
      </Button>
    </section>
  )
}

type WayProps = { icon: ReactNode; title: string; detail: string; children: ReactNode }

const Way = ({ icon, title, detail, children }: WayProps) => (
  <div className="welcome-way panel">
    <span className="welcome-icon" aria-hidden="true">
      {icon}
    </span>
    <h3>{title}</h3>
    <p className="soft">{detail}</p>
    <div className="welcome-do">{children}</div>
  </div>
)
