import type { AssetState, Filter as Asked, Sort as AskedSort } from '#services/vms'

export const sorts = ['newest', 'oldest', 'changed', 'title', 'longest'] as const satisfies readonly AskedSort[]
export type Sort = (typeof sorts)[number]
export type View = 'grid' | 'list'

export const states = [
  'ingesting',
  'ready',
  'published',
  'withdrawn',
  'failed',
] as const satisfies readonly AssetState[]
export const times = ['today', '7days', '30days', 'older'] as const
export type Time = (typeof times)[number]
export const lengths = ['minute', 'five', 'half', 'longer'] as const
export type Length = (typeof lengths)[number]

/** What a person narrows the library by; of several values of one sort any may hold, of different sorts all must. */
export type Filter = {
  text?: string
  state: readonly AssetState[]
  /** Names; what lies in a column below one of them is meant as well. */
  column: readonly string[]
  tag: readonly string[]
  by: readonly string[]
  time?: Time
  /** Days where the reader is, `2026-11-22`; both are included. They stand instead of `time`. */
  from?: string
  to?: string
  length?: Length
  collection?: string
  sort: Sort
}

/** Of how many values a filter may consist, as the service bounds it. */
export const mostValues = 50
const many = ['state', 'column', 'tag', 'by'] as const
const single = ['text', 'time', 'from', 'to', 'length', 'collection'] as const
export type ManyKey = (typeof many)[number]
const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
const oneOf = <T extends string>(values: readonly T[], text: string | null): T | undefined =>
  values.find((value) => value === text)
const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }

/** Reads a filter out of the address; what is not understood there is left out. */
export const readFilter = (params: URLSearchParams): Filter => {
  const all = (key: ManyKey) => [...new Set(params.getAll(key).filter(Boolean))].slice(0, mostValues)
  const day = (key: string) => (isDay(params.get(key) ?? '') ? params.get(key)! : undefined)
  const [from, to] = [day('from'), day('to')]
  return {
    ...present({
      text: params.get('text')?.trim() || undefined,
      time: from || to ? undefined : oneOf(times, params.get('time')),
      from,
      to,
      length: oneOf(lengths, params.get('length')),
      collection: params.get('collection') || undefined,
    }),
    state: all('state').flatMap((value) => oneOf(states, value) ?? []),
    column: all('column'),
    tag: all('tag'),
    by: all('by'),
    sort: oneOf(sorts, params.get('sort')) ?? 'newest',
  }
}

/** Writes a filter into an address; what else stands there stays. */
export const writeFilter = (params: URLSearchParams, filter: Filter): URLSearchParams => {
  const next = new URLSearchParams(params)
  for (const key of [...many, ...single, 'sort']) next.delete(key)
  for (const key of single) if (filter[key]) next.set(key, filter[key])
  for (const key of many) for (const value of filter[key]) next.append(key, value)
  if (filter.sort !== 'newest') next.set('sort', filter.sort)
  return next
}

/** A filter as text that is the same for filters that are the same. */
export const keyOfFilter = (filter: Filter): string => {
  const ordered = { ...filter, ...Object.fromEntries(many.map((key) => [key, filter[key].toSorted()])) }
  return writeFilter(new URLSearchParams(), ordered as Filter).toString()
}

export const everything: Filter = { state: [], column: [], tag: [], by: [], sort: 'newest' }
export const isFiltered = (filter: Filter): boolean =>
  many.some((key) => filter[key].length > 0) || single.some((key) => filter[key] !== undefined)

/** How many values narrow the library, without the words searched for. */
export const countOfFilter = (filter: Filter): number =>
  many.reduce((sum, key) => sum + filter[key].length, 0) +
  single.filter((key) => key !== 'text' && key !== 'to' && filter[key] !== undefined).length +
  (filter.to !== undefined && filter.from === undefined ? 1 : 0)

export const toggled = <T>(values: readonly T[], value: T): T[] =>
  values.includes(value) ? values.filter((one) => one !== value) : [...values, value]

/** A filter without some of its parts. */
export const without = (filter: Filter, ...keys: (typeof single)[number][]): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([key]) => !keys.includes(key as never))) as Filter

const minute = 60
/** The span of each length in seconds: from the first on, before the second. */
export const spans: Record<Length, readonly [number, number | undefined]> = {
  minute: [0, minute],
  five: [minute, 5 * minute],
  half: [5 * minute, 30 * minute],
  longer: [30 * minute, undefined],
}

/** Midnight where the reader is, of a day and of days around it. */
export const midnight = (day: Date | string, plusDays = 0): Date => {
  const [year, month, date] =
    typeof day === 'string' ? day.split('-').map(Number) : [day.getFullYear(), day.getMonth() + 1, day.getDate()]
  return new Date(year!, month! - 1, date! + plusDays)
}

const createdWithin = ({ time, from, to }: Filter, now: Date): Asked => {
  const since = (days: number) => ({ createdFrom: midnight(now, -days).toISOString() })
  if (time === 'today') return since(0)
  if (time === '7days') return since(6)
  if (time === '30days') return since(29)
  if (time === 'older') return { createdTo: midnight(now, -29).toISOString() }
  return {
    ...(from ? { createdFrom: midnight(from).toISOString() } : {}),
    ...(to ? { createdTo: midnight(to, 1).toISOString() } : {}),
  }
}

/** The filter in the words of the service; `below` answers a column and all below it. */
export const asked = (filter: Filter, below: (name: string) => readonly string[], now = new Date()): Asked => {
  const columns = [...new Set(filter.column.flatMap(below))].slice(0, mostValues)
  const span = filter.length ? spans[filter.length] : undefined
  return {
    ...(filter.text ? { text: filter.text } : {}),
    ...(filter.state.length > 0 ? { state: [...filter.state] } : {}),
    ...(columns.length > 0 ? { column: columns } : {}),
    ...(filter.tag.length > 0 ? { tag: [...filter.tag] } : {}),
    ...(filter.by.length > 0 ? { createdBy: [...filter.by] } : {}),
    ...(filter.collection ? { collection: filter.collection } : {}),
    ...createdWithin(filter, now),
    ...(span ? { durationFromSeconds: span[0] } : {}),
    ...(span?.[1] === undefined ? {} : { durationToSeconds: span[1] }),
  }
}
