import { useTranslation } from 'react-i18next'
import type { TableQuery } from './table-columns.ts'
import { readQuery, sameQuery, writeQuery } from './table-query.ts'
import { ViewsMenu } from './views-menu.tsx'

/** Which views a table offers: of which page, and the filters its query may have, as for `useTableQuery`. */
export type ViewsOf = { page: string; filters: readonly string[] }

type TableViewsProps = { views: ViewsOf; query: TableQuery; change(query: TableQuery): void }

/** Queries of a table kept under a name. */
export const TableViews = ({ views: { page, filters }, query, change }: TableViewsProps) => {
  const { t } = useTranslation()
  const read = (text: string) => readQuery(new URLSearchParams(text), filters)
  return (
    <ViewsMenu
      page={page}
      query={writeQuery(new URLSearchParams(), query, filters).toString()}
      same={(one, other) => sameQuery(read(one), read(other))}
      choose={(text) => change(read(text))}
      everything={t('components.table.everything')}
      none={t('components.views.none')}
      testId="table-views"
    />
  )
}
