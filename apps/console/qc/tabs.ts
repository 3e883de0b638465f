import { useTranslation } from 'react-i18next'
import type { Tab } from '../components/page-frame.tsx'

/** The pages about QC, side by side. */
export const useQcTabs = (): Tab[] => {
  const { t } = useTranslation()
  return [
    { to: '/qc', label: t('qcRoom.tabs.reports') },
    { to: '/qc/templates', label: t('qcRoom.tabs.templates') },
  ]
}
