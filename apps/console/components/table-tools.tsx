import { FilterOutlined, SearchOutlined, SettingOutlined } from '@ant-design/icons'
import { Badge, Button, Input, Popover } from 'antd'
import { useEffect, useRef, useState, type ReactNode, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { useKeys } from '../shell/keys.ts'
import { useNarrow } from '../theme/theme.tsx'
import type { TableChoices } from './table-choices.ts'
import type { Column, TableQuery } from './table-columns.ts'
import { TableFilters } from './table-filters.tsx'
import { TableOptions } from './table-options.tsx'
import { TableViews, type ViewsOf } from './table-views.tsx'

type TableToolsProps<T> = {
  ref: Ref<HTMLDivElement>
  columns: readonly Column<T>[]
  query: TableQuery | undefined
  onQuery: ((query: TableQuery) => void) | undefined
  search: string | undefined
  views: ViewsOf | undefined
  tools: ReactNode
  choices: TableChoices<T>
}

/** Above a table: saved views, what is searched and filtered for, and how it is shown. */
export const TableTools = <T,>({ ref, columns, query, onQuery, search, views, tools, choices }: TableToolsProps<T>) => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const filterable = columns.filter((column) => column.filter)
  const asks = query && onQuery
  const active = asks ? filterable.filter(({ key }) => query.filters[key] !== undefined) : []
  const without = (key: string) => {
    const { [key]: _gone, ...filters } = query!.filters
    onQuery!({ ...query!, filters })
  }
  const beside =
    (asks && views) || tools ? (
      <>
        {asks && views ? <TableViews views={views} query={query} change={onQuery} /> : null}
        {tools}
      </>
    ) : null
  const searchable = asks && search !== undefined
  // A phone shows cards; how they are laid out is worth no line of its own.
  if (narrow && !asks && !beside) return <div ref={ref} />
  return (
    <div ref={ref} className="table-tools">
      <div className="table-tools-line">
        {asks && search !== undefined ? (
          <SearchField
            words={search}
            text={query.text ?? ''}
            change={(text) => {
              const { text: _before, ...rest } = query
              onQuery(text === '' ? rest : { ...rest, text })
            }}
          />
        ) : null}
        {!narrow ? beside : beside && !searchable ? <div className="table-tools-beside">{beside}</div> : null}
        <span className="grow" />
        {asks && filterable.length > 0 ? (
          <Popover
            trigger="click"
            placement="bottomRight"
            arrow={false}
            content={<TableFilters columns={filterable} query={query} change={onQuery} />}
          >
            <Badge count={active.length} size="small" className="table-filter-count">
              <Button icon={<FilterOutlined />} aria-label={t('components.table.filter')} data-testid="table-filter">
                {narrow ? null : t('components.table.filter')}
              </Button>
            </Badge>
          </Popover>
        ) : null}
        <Popover
          trigger="click"
          placement="bottomRight"
          arrow={false}
          content={<TableOptions columns={columns} choices={choices} query={query} change={onQuery} />}
        >
          <Button
            type="text"
            icon={<SettingOutlined />}
            aria-label={t('components.table.options')}
            title={t('components.table.options')}
            data-testid="table-options"
          />
        </Popover>
      </div>
      {narrow && beside && searchable ? (
        <div className="table-tools-line table-tools-beside below">{beside}</div>
      ) : null}
      {active.length > 0 ? (
        <div className="table-active">
          {active.map(({ key, title, filter = [] }) => (
            <button
              key={key}
              type="button"
              className="table-active-chip"
              onClick={() => without(key)}
              aria-label={t('components.table.dropFilter', { column: title })}
            >
              <span className="faint">{title}</span>
              {filter.find(({ value }) => value === query!.filters[key])?.label ?? query!.filters[key]}
              <span aria-hidden="true">×</span>
            </button>
          ))}
        </div>
      ) : null}
    </div>
  )
}

const searchMilliseconds = 250

type SearchFieldProps = { words: string; text: string; change(text: string): void }

/** Searches a moment after the last letter; not while a Chinese word is being put together. */
const SearchField = ({ words, text, change }: SearchFieldProps) => {
  const [value, setValue] = useState(text)
  const box = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const composing = useRef(false)
  const field = () => box.current?.querySelector('input')
  useEffect(() => () => clearTimeout(timer.current), [])
  // The search can be changed elsewhere; while somebody types, the field leads.
  useEffect(() => {
    if (document.activeElement !== field()) setValue(text)
  }, [text])
  useKeys({ '/': () => field()?.focus() })
  const ask = (next: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change(next.trim()), searchMilliseconds)
  }
  return (
    <span ref={box} className="table-search">
      <Input
        type="search"
        prefix={<SearchOutlined className="faint" />}
        placeholder={words}
        aria-label={words}
        allowClear
        value={value}
        maxLength={200}
        data-testid="table-search"
        onCompositionStart={() => {
          composing.current = true
        }}
        onCompositionEnd={(event) => {
          composing.current = false
          ask(event.currentTarget.value)
        }}
        onChange={(event) => {
          setValue(event.target.value)
          if (!composing.current) ask(event.target.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !composing.current) event.currentTarget.blur()
        }}
      />
    </span>
  )
}
