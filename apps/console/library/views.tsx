import { useTranslation } from 'react-i18next'
import { ViewsMenu } from '../components/views-menu.tsx'
import { keyOfFilter, readFilter, writeFilter, type Filter } from './filter.ts'

const filterOf = (query: string) => readFilter(new URLSearchParams(query))
const same = (one: string, other: string) => keyOfFilter(filterOf(one)) === keyOfFilter(filterOf(other))

/** Filters of the library kept under a name. */
export const Views = ({ filter, choose }: { filter: Filter; choose(filter: Filter): void }) => {
  const { t } = useTranslation()
  return (
    <ViewsMenu
      page="library"
      query={writeFilter(new URLSearchParams(), filter).toString()}
      same={same}
      choose={(query) => choose(filterOf(query))}
      everything={t('library.allAssets')}
      none={t('components.views.none')}
      testId="views"
    />
  )
}
