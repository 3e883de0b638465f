import { Checkbox } from 'antd'
import { useRef, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Selection } from './selection.ts'
import type { TableChoices } from './table-choices.ts'
import { nextSort, type Column, type TableQuery } from './table-columns.ts'

type TableHeadProps<T> = {
  ref: Ref<HTMLDivElement>
  columns: readonly Column<T>[]
  choices: TableChoices<T>
  query: TableQuery | undefined
  onQuery: ((query: TableQuery) => void) | undefined
  selection: Selection | undefined
  count: number
  /** Cards need no heads, but those who hear the table do. */
  hidden: boolean
}

/** The heads of the columns: press to sort, drag the edge to widen. */
export const TableHead = <T,>(props: TableHeadProps<T>) => {
  const { ref, columns, choices, query, onQuery, selection, count, hidden } = props
  const { t } = useTranslation()
  const chosen = selection?.chosen.size ?? 0
  return (
    <div ref={ref} role="rowgroup" className={hidden ? 'hidden' : 'table-head'}>
      <div role="row" className="table-line" aria-rowindex={1}>
        {selection ? (
          <div role="columnheader" className="table-lead">
            <Checkbox
              checked={count > 0 && chosen === count}
              indeterminate={chosen > 0 && chosen < count}
              disabled={count === 0}
              onChange={() => (chosen === count ? selection.clear() : selection.all())}
              aria-label={t('components.table.chooseAll')}
              tabIndex={hidden ? -1 : 0}
            />
          </div>
        ) : null}
        {columns.map((column) => (
          <Head
            key={column.key}
            column={column}
            query={onQuery ? query : undefined}
            sort={() => onQuery?.({ ...query!, ...sorted(query!, column.key) })}
            width={choices.widths[column.key]}
            widen={(pixels) => choices.widen(column.key, pixels)}
            hidden={hidden}
          />
        ))}
      </div>
    </div>
  )
}

const sorted = (query: TableQuery, by: string): { sort: Exclude<TableQuery['sort'], undefined> } =>
  ({ sort: nextSort(query.sort, by) }) as { sort: Exclude<TableQuery['sort'], undefined> }

type HeadProps<T> = {
  column: Column<T>
  query: TableQuery | undefined
  sort(): void
  width: number | undefined
  widen(pixels: number): void
  hidden: boolean
}

const Head = <T,>({ column, query, sort, width, widen, hidden }: HeadProps<T>) => {
  const cell = useRef<HTMLDivElement>(null)
  const by = query?.sort?.by === column.key ? query.sort : undefined
  const order = by ? (by.descending ? 'descending' : 'ascending') : 'none'
  const sortable = column.sortable && query !== undefined
  return (
    <div
      ref={cell}
      role="columnheader"
      className={`table-cell ${column.end ? 'end' : ''}`}
      {...(sortable ? { 'aria-sort': order } : {})}
      data-column={column.key}
    >
      {sortable ? (
        <button type="button" className="table-sort" onClick={sort} tabIndex={hidden ? -1 : 0}>
          <span className="ellipsis">{column.title}</span>
          <svg className="table-arrow" viewBox="0 0 8 10" width="8" height="10" aria-hidden="true" data-order={order}>
            <path d="M4 1v8M1 6l3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </svg>
        </button>
      ) : (
        <span className="ellipsis">{column.title}</span>
      )}
      {hidden ? null : <Edge name={column.title} cell={cell} width={width} widen={widen} />}
    </div>
  )
}

type EdgeProps = {
  name: string
  cell: React.RefObject<HTMLDivElement | null>
  width: number | undefined
  widen(pixels: number): void
}

const stepPixels = 16

const Edge = ({ name, cell, width, widen }: EdgeProps) => {
  const { t } = useTranslation()
  const now = () => cell.current?.offsetWidth ?? 0
  const drag = (event: React.PointerEvent<HTMLElement>) => {
    const handle = event.currentTarget
    const start = event.clientX - now()
    handle.setPointerCapture(event.pointerId)
    const move = ({ clientX }: PointerEvent) => widen(clientX - start)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), { once: true })
  }
  return (
    <span
      className="table-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={t('components.table.width', { column: name })}
      aria-valuenow={width ?? 0}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -stepPixels, ArrowRight: stepPixels }[event.key]
        if (by === undefined) return
        event.preventDefault()
        widen(now() + by)
      }}
    />
  )
}
