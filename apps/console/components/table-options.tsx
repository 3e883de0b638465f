import { Button, Checkbox, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNarrow, useTheme } from '../theme/theme.tsx'
import { densities } from '../theme/tokens.ts'
import type { TableChoices } from './table-choices.ts'
import type { Column, TableQuery } from './table-columns.ts'

type TableOptionsProps<T> = {
  columns: readonly Column<T>[]
  choices: TableChoices<T>
  query: TableQuery | undefined
  change: ((query: TableQuery) => void) | undefined
}

/** Which columns, how close together; on a phone also the order, for cards have no heads to press. */
export const TableOptions = <T,>({ columns, choices, query, change }: TableOptionsProps<T>) => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const { density, chooseDensity } = useTheme()
  const sortable = columns.filter((column) => column.sortable)
  const shown = new Set(choices.shown.map(({ key }) => key))
  return (
    <div className="table-options">
      {narrow && query && change && sortable.length > 0 ? (
        <section>
          <h3>{t('components.table.sort')}</h3>
          <Select
            allowClear
            className="table-options-sort"
            placeholder={t('components.table.sortUsual')}
            aria-label={t('components.table.sort')}
            value={query.sort ? `${query.sort.descending ? '-' : ''}${query.sort.by}` : null}
            options={sortable.flatMap(({ key, title }) => [
              { value: key, label: t('components.table.ascending', { column: title }) },
              { value: `-${key}`, label: t('components.table.descending', { column: title }) },
            ])}
            onChange={(value: string | undefined) => {
              const { sort: _before, ...rest } = query
              change(
                value ? { ...rest, sort: { by: value.replace(/^-/, ''), descending: value.startsWith('-') } } : rest,
              )
            }}
          />
        </section>
      ) : null}
      {narrow ? null : (
        <section>
          <h3>{t('components.table.density')}</h3>
          <Segmented
            block
            value={density}
            onChange={chooseDensity}
            options={densities.map((value) => ({ value, label: t(`components.table.densities.${value}`) }))}
            aria-label={t('components.table.density')}
          />
        </section>
      )}
      <section>
        <h3>{t('components.table.columns')}</h3>
        {columns.slice(1).map(({ key, title }) => (
          <Checkbox key={key} checked={shown.has(key)} onChange={(event) => choices.show(key, event.target.checked)}>
            {title}
          </Checkbox>
        ))}
      </section>
      <Button type="text" size="small" onClick={choices.reset}>
        {t('components.table.reset')}
      </Button>
    </div>
  )
}
