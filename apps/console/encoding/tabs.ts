import { useTranslation } from 'react-i18next'
import type { Tab } from '../components/page-frame.tsx'

/** Profiles and logos, side by side. */
export const useEncodingTabs = (): Tab[] => {
  const { t } = useTranslation()
  return [
    { to: '/station/encoding', label: t('encoding.tabs.profiles') },
    { to: '/station/logos', label: t('encoding.tabs.logos') },
  ]
}
