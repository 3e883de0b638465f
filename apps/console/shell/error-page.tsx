import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useRouteError } from 'react-router'
import { Empty } from '../components/states.tsx'

/** What is shown where there is no page, or where one broke. */
export const ErrorPage = ({ missing = false }: { missing?: boolean }) => {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const error = useRouteError()
  const outdated = error instanceof TypeError && /import|module/i.test(error.message)
  return (
    <main className="page">
      <Empty
        title={missing ? t('errors.missing') : outdated ? t('errors.outdated') : t('errors.broken')}
        detail={missing ? t('errors.missingDetail') : outdated ? t('errors.outdatedDetail') : t('errors.brokenDetail')}
      >
        {missing ? (
          <Button type="primary" onClick={() => void navigate('/library')}>
            {t('errors.toLibrary')}
          </Button>
        ) : (
          <Button type="primary" onClick={() => location.reload()}>
            {t('errors.reload')}
          </Button>
        )}
      </Empty>
    </main>
  )
}
