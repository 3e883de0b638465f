import { useTranslation } from 'react-i18next'
import type { Tab } from '../components/page-frame.tsx'

/** The two sides of the work: what is done, and who does it. */
export const useRunTabs = (): Tab[] => {
  const { t } = useTranslation()
  return [
    { to: '/runs', label: t('nav.runs') },
    { to: '/runs/queues', label: t('runs.queues') },
  ]
}
