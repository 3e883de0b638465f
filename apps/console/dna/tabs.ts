import { useTranslation } from 'react-i18next'
import type { Tab } from '../components/page-frame.tsx'

/** The pages about copies, side by side. */
export const useDnaTabs = (): Tab[] => {
  const { t } = useTranslation()
  return [
    { to: '/dna', label: t('copies.tabs.matches') },
    { to: '/dna/reuse', label: t('copies.tabs.reuse') },
    { to: '/dna/policies', label: t('copies.tabs.policies') },
    { to: '/dna/prints', label: t('copies.tabs.prints') },
  ]
}
