import { useTranslation } from 'react-i18next'
import { formatCount } from './figures.ts'
import type { Column, TableQuery } from './table-columns.ts'
import './choice-line.css'

type TableFiltersProps<T> = {
  columns: readonly Column<T>[]
  query: TableQuery
  change(query: TableQuery): void
}

/** The values of each column that can be filtered by; one a column, pressed again it is let go. */
export const TableFilters = <T,>({ columns, query, change }: TableFiltersProps<T>) => {
  const { i18n } = useTranslation()
  const press = (key: string, value: string) => {
    const { [key]: before, ...others } = query.filters
    change({ ...query, filters: before === value ? others : { ...others, [key]: value } })
  }
  return (
    <div className="table-filters">
      {columns.map(({ key, title, filter = [] }) => (
        <fieldset key={key}>
          <legend className="label">{title}</legend>
          {filter.map(({ value, label, count }) => (
            <button
              key={value}
              type="button"
              className="choice-line"
              aria-pressed={query.filters[key] === value}
              onClick={() => press(key, value)}
            >
              <span className="ellipsis">{label}</span>
              {count === undefined ? null : <span className="faint numerals">{formatCount(count, i18n.language)}</span>}
            </button>
          ))}
        </fieldset>
      ))}
    </div>
  )
}
