import { useTranslation } from 'react-i18next'
import type { Tab } from '../components/page-frame.tsx'
import { useSession } from '../shell/session.tsx'

/** The pages about who may play what. */
export const usePlaybackTabs = (): Tab[] => {
  const { t } = useTranslation()
  const { may } = useSession()
  const policy = { to: '/station/playback', label: t('playback.tabs.policy') }
  const regions = { to: '/station/playback/regions', label: t('playback.tabs.regions') }
  if (!may('playback:manage')) return [policy, regions]
  return [
    policy,
    { to: '/station/playback/links', label: t('playback.tabs.links') },
    { to: '/station/playback/sessions', label: t('playback.tabs.sessions') },
    regions,
    { to: '/station/playback/keys', label: t('playback.tabs.keys') },
  ]
}
