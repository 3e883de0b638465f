import { SaveOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { ViewsMenu } from '../components/views-menu.tsx'
import { readAsked, writeAsked, type Asked, type Change } from './asked.ts'
import { isAsking } from './found.ts'

/** Of which page searches are kept. */
export const savedPage = 'search'

/** Searches kept under a name. */
export const Saved = ({ asked, change }: { asked: Asked; change: Change }) => {
  const { t } = useTranslation()
  return (
    <ViewsMenu
      page={savedPage}
      query={isAsking(asked) ? writeAsked(asked) : ''}
      choose={(query) => change(() => readAsked(new URLSearchParams(query)))}
      none={t('search.noSaved')}
      label={t('search.saved')}
      icon={<SaveOutlined />}
      placement="bottomRight"
      testId="saved"
    />
  )
}
