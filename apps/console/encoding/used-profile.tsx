import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../shell/api.ts'
import { profileName } from './data.ts'

/** By which profile an asset was encoded; nothing until that is known. */
export const UsedProfile = ({ asset, ingesting }: { asset: string; ingesting: boolean }) => {
  const { t } = useTranslation()
  const { data } = useQuery({
    queryKey: ['asset', asset, 'profile', ingesting],
    queryFn: ({ signal }) => api.transcode.usedProfile({ source: asset }, { signal }),
    retry: false,
  })
  if (!data) return null
  const title = profileName(data)
  const logo = data.logoTitle
  return (
    <p className="faint" data-testid="used-profile">
      {logo === undefined ? t('encoding.by', { title }) : t('encoding.byWithLogo', { title, logo })}
    </p>
  )
}
