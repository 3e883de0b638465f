import type { ReactNode } from 'react'

export type FilterOption = { value: string; label: string; count?: number }

/** One column. The first of a table names its row: it is always shown, carries the link and heads the card on a phone. */
export type Column<T> = {
  key: string
  title: string
  cell(item: T): ReactNode
  /** 160 unless told; the least width of a column that grows. */
  widthPixels?: number
  /** Takes what is left over. Where none does, the first does. */
  grow?: boolean
  /** Numbers, sizes and durations stand at the end. */
  end?: boolean
  /** The service can order by this. */
  sortable?: boolean
  /** Not shown until the person chooses it. */
  hidden?: boolean
  /** The values that can be filtered by. */
  filter?: readonly FilterOption[]
  /** Where it stands on a card: beside the title, in the faint line below, among the facts (unless told), or nowhere. */
  card?: 'state' | 'about' | 'fact' | 'off'
}

export type Sort = { by: string; descending: boolean }

/** How a list is narrowed and ordered: what the address, a saved view and the service are told. */
export type TableQuery = { text?: string; sort?: Sort; filters: Readonly<Record<string, string>> }

/** What a person made of a table's columns. */
export type ColumnChoice = { hidden: readonly string[]; widths: Readonly<Record<string, number>> }

export const leastColumnPixels = 56
const usualColumnPixels = 160

/** The columns to show: what the person took away is gone, the first never is. */
export const shownColumns = <T>(columns: readonly Column<T>[], choice: ColumnChoice): Column<T>[] =>
  columns.filter((column, i) => i === 0 || !choice.hidden.includes(column.key))

/** What is hidden before anybody has chosen. */
export const firstChoice = <T>(columns: readonly Column<T>[]): ColumnChoice => ({
  hidden: columns.filter((column) => column.hidden).map(({ key }) => key),
  widths: {},
})

/** Columns as a CSS grid template, and the least width of the whole in pixels. */
export const gridOf = <T>(
  columns: readonly Column<T>[],
  widths: ColumnChoice['widths'],
  leadPixels: number,
): { template: string; leastPixels: number } => {
  const anyGrows = columns.some((column) => column.grow)
  const tracks = columns.map((column, i) => {
    const chosen = widths[column.key]
    const pixels = Math.max(leastColumnPixels, chosen ?? column.widthPixels ?? usualColumnPixels)
    const grows = chosen === undefined && (column.grow || (!anyGrows && i === 0))
    return { pixels, track: grows ? `minmax(${pixels}px, 1fr)` : `${pixels}px`, grows }
  })
  const lead = leadPixels > 0 ? [`${leadPixels}px`] : []
  const filler = tracks.some(({ grows }) => grows) ? [] : ['minmax(0, 1fr)']
  return {
    template: [...lead, ...tracks.map(({ track }) => track), ...filler].join(' '),
    leastPixels: leadPixels + tracks.reduce((sum, { pixels }) => sum + pixels, 0),
  }
}

/** What the next press on a column's head asks for: up, down, then as the service likes. */
export const nextSort = (sort: Sort | undefined, by: string): Sort | undefined => {
  if (sort?.by !== by) return { by, descending: false }
  return sort.descending ? undefined : { by, descending: true }
}

export const isColumnChoice = (value: unknown): value is ColumnChoice => {
  if (typeof value !== 'object' || value === null) return false
  const { hidden, widths } = value as Partial<ColumnChoice>
  return Array.isArray(hidden) && typeof widths === 'object' && widths !== null
}
