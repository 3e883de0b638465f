import { useTranslation } from 'react-i18next'
import type { Tab } from '../components/page-frame.tsx'
import { useSession } from '../shell/session.tsx'
import { useNarrow } from '../theme/theme.tsx'

/** On phones the station's pages stand side by side; on desks the navigation has them. */
export const useStationTabs = (): Tab[] => {
  const { t } = useTranslation()
  const { may } = useSession()
  if (!useNarrow()) return []
  return [
    { to: '/station', label: t('nav.station'), shown: may('station:read') },
    { to: '/station/people', label: t('nav.people'), shown: may('station:read') },
    { to: '/station/keys', label: t('nav.keys'), shown: may('keys:manage') },
    { to: '/station/audit', label: t('nav.audit'), shown: may('audit:read') },
    { to: '/station/usage', label: t('nav.usage'), shown: may('station:read') },
  ].filter(({ shown }) => shown)
}
