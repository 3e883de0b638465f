import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorState, useSlow } from './states.tsx'
import { useNarrow, useTheme } from '../theme/theme.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { useChanged } from './changed.ts'
import type { Rows } from './rows.ts'
import { useScrollPlace } from './scroll-place.ts'
import { useSelection } from './selection.ts'
import { useStickyPixels } from './sticky.ts'
import { useTableChoices } from './table-choices.ts'
import { TableCard } from './table-card.tsx'
import { gridOf, type Column, type TableQuery } from './table-columns.ts'
import { TableHead } from './table-head.tsx'
import { useTableKeys } from './table-keys.ts'
import { TableRow } from './table-row.tsx'
import { TableTools } from './table-tools.tsx'
import type { ViewsOf } from './table-views.tsx'
import './data-table.css'

export type DataTableProps<T> = {
  /** Under which the person's columns and widths are kept; one a table. */
  name: string
  /** What the table lists, for those who hear it. */
  label: string
  columns: readonly Column<T>[]
  rows: Rows<T>
  idOf(item: T): string
  /** What an entry is called, for those who hear it. */
  nameOf(item: T): string
  /** With both: a search field, filters and sorting. See `useTableQuery`. */
  query?: TableQuery
  onQuery?: (query: TableQuery) => void
  /** Words in the search field; without them there is none. */
  search?: string
  /** Offers queries kept under a name. */
  views?: ViewsOf
  /** The page of an entry: its first cell is a link there, Enter and a press on the row follow it. */
  hrefOf?: (item: T) => string
  /** Opens an entry beside the list instead. */
  open?: (item: T) => void
  /** The entry that is open beside the list. */
  current?: string | undefined
  /** Buttons for the chosen entries. With it, entries can be chosen. */
  bulk?: (items: readonly T[], clear: () => void) => ReactNode
  /** What tells that an entry has changed (a version, a state): a quiet dot shows it. */
  versionOf?: (item: T) => string | number
  total?: number | undefined
  /** More to stand beside the search field. */
  tools?: ReactNode
  /** Shown when there is nothing at all. */
  empty: ReactNode
}

const leadPixels = 40
const headPixels = 34
const bulkPixels = 72
const rowPixels = { comfortable: 36, dense: 28 }
const cardPixels = 112

/** A list of any length: paged, sorted, filtered, chosen from and walked through by keyboard; cards on a phone. */
export const DataTable = <T,>(props: DataTableProps<T>) => {
  const { columns, rows, idOf, bulk, hrefOf, open } = props
  const { t } = useTranslation()
  const narrow = useNarrow()
  const { density } = useTheme()
  const choices = useTableChoices(props.name, columns)
  const ids = useMemo(() => rows.items.map(idOf), [rows.items, idOf])
  const selection = useSelection(ids)
  const changed = useChanged(rows.items, idOf, props.versionOf)
  const box = useRef<HTMLElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const tools = useRef<HTMLDivElement>(null)
  const toolsPixels = useStickyPixels(useMemo(() => [tools], []))
  const { scroller, topPixels } = useScrollPlace(body)
  const pixels = narrow ? cardPixels : rowPixels[density]
  const virtual = useVirtualizer({
    count: rows.items.length,
    getScrollElement: () => scroller,
    estimateSize: () => pixels,
    getItemKey: (i) => ids[i]!,
    overscan: 8,
    scrollMargin: topPixels,
    // Rows come to rest below what sticks above them, and above the bar of the chosen.
    scrollPaddingStart: toolsPixels + (narrow ? 0 : headPixels) + stuckAbove(box.current),
    scrollPaddingEnd: bulk ? bulkPixels : 0,
  })
  useLayoutEffect(() => virtual.measure(), [virtual, pixels])
  const lines = virtual.getVirtualItems()
  const last = lines.at(-1)?.index ?? 0
  const { hasMore, more } = rows
  useEffect(() => {
    if (hasMore && last >= rows.items.length - 20) more()
  }, [hasMore, last, rows.items.length, more])
  const focused = useTableKeys({
    box,
    ids,
    current: props.current,
    reveal: (index) => virtual.scrollToIndex(index),
    open: (index) => box.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-open]`)?.click(),
    toggle: bulk ? selection.toggle : undefined,
    clear: selection.clear,
  })

  const { template, leastPixels } = gridOf(choices.shown, choices.widths, bulk ? leadPixels : 0)
  const shape = {
    '--columns': template,
    '--least': `${leastPixels}px`,
    '--tools': `${toolsPixels}px`,
  } as React.CSSProperties
  const chosenItems = rows.items.filter((item) => selection.chosen.has(idOf(item)))
  const state = rows.items.length > 0 ? 'full' : rows.error ? 'failed' : rows.pending ? 'pending' : 'empty'
  const Line = narrow ? TableCard : TableRow
  return (
    <section ref={box} className="table" style={shape} data-table={props.name} data-state={state}>
      <TableTools
        ref={tools}
        columns={columns}
        choices={choices}
        query={props.query}
        onQuery={props.onQuery}
        search={props.search}
        views={props.views}
        tools={props.tools}
      />
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={hasMore ? (props.total ?? -1) : rows.items.length + 1}
        aria-multiselectable={bulk !== undefined}
        aria-busy={rows.pending || rows.loadingMore}
      >
        <TableHead
          ref={head}
          columns={choices.shown}
          choices={choices}
          query={props.query}
          onQuery={props.onQuery}
          selection={bulk ? selection : undefined}
          count={rows.items.length}
          hidden={narrow}
        />
        <div
          ref={body}
          role="rowgroup"
          className="table-body"
          onScroll={(event) => head.current?.scrollTo({ left: event.currentTarget.scrollLeft })}
        >
          <div role="presentation" className="table-space" style={{ height: virtual.getTotalSize() }}>
            {lines.map((line) => {
              const item = rows.items[line.index]!
              const id = ids[line.index]!
              return (
                <Line
                  key={line.key}
                  ref={narrow ? virtual.measureElement : undefined}
                  index={line.index}
                  item={item}
                  name={props.nameOf(item)}
                  columns={choices.shown}
                  href={hrefOf?.(item)}
                  open={open ? () => open(item) : undefined}
                  topPixels={line.start - topPixels}
                  focused={focused.id === id}
                  tabbable={focused.id === undefined ? line.index === 0 : focused.id === id}
                  onFocus={() => focused.set(id)}
                  current={props.current === id}
                  changed={changed.has(id)}
                  selected={selection.chosen.has(id)}
                  toggle={bulk ? (range) => selection.toggle(id, range) : undefined}
                />
              )
            })}
          </div>
        </div>
      </div>
      {state === 'pending' ? <TableBones columns={choices.shown.length} /> : null}
      {state === 'failed' ? <ErrorState error={rows.error} again={rows.again} /> : null}
      {state === 'empty' ? props.empty : null}
      {rows.loadingMore ? <p className="table-more faint">{t('components.table.more')}</p> : null}
      {bulk && chosenItems.length > 0 ? (
        <BulkBar count={chosenItems.length} clear={selection.clear}>
          {bulk(chosenItems, selection.clear)}
        </BulkBar>
      ) : null}
    </section>
  )
}

/** The height of the toolbar of the page, which sticks above everything. */
const stuckAbove = (box: HTMLElement | null): number =>
  box ? Number.parseFloat(getComputedStyle(box).getPropertyValue('--stuck')) || 0 : 0

/** Rows as they will be, once waiting is worth telling. */
const TableBones = ({ columns }: { columns: number }) => {
  const slow = useSlow()
  return (
    <div className={`table-bones ${slow ? '' : 'table-bones-quiet'}`} aria-hidden="true">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row} className="table-bone-row">
          {Array.from({ length: Math.min(columns, 6) }, (_, i) => (
            <i key={i} className="table-bone" style={{ width: `${[62, 40, 52, 34, 46, 28][(i + row) % 6]}%` }} />
          ))}
        </div>
      ))}
    </div>
  )
}
