import { useTranslation } from 'react-i18next'
import { PageFrame } from '../components/page-frame.tsx'
import { useSession } from '../shell/session.tsx'
import { ContentKeys } from './content-keys.tsx'
import { SigningKeys } from './signing-keys.tsx'
import { usePlaybackTabs } from './tabs.ts'

/** 密钥: what links are signed with, and what films are encrypted with. */
export const KeysPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  return (
    <PageFrame title={t('nav.playback')} about={t('playback.keys.about')} tabs={usePlaybackTabs()} width="narrow">
      <div className="playback-keys">
        {may('contentkeys:manage') ? <SigningKeys /> : <p className="soft">{t('playback.keys.notYours')}</p>}
        <ContentKeys />
      </div>
    </PageFrame>
  )
}
