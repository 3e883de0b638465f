import { ArrowUpOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { counted } from './counted.ts'

/** What has come in meanwhile waits here, so that nothing moves under the pointer; a press brings it in. */
export const NewsPill = ({ count, bring }: { count: number; bring(): void }) => {
  const { t, i18n } = useTranslation()
  const press = () => {
    bring()
    document.querySelector('#content')?.scrollTo({ top: 0 })
  }
  return (
    <div className="news" role="status">
      {count === 0 ? null : (
        <button type="button" onClick={press} data-testid="news">
          <ArrowUpOutlined aria-hidden="true" />
          {t('library.news', counted(count, i18n.language))}
        </button>
      )}
    </div>
  )
}
