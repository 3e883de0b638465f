import { useQuery, type QueryKey } from '@tanstack/react-query'
import type { Asked, KeysetPage, Rows } from '../components/rows.ts'
import type { Sort } from '../components/table-columns.ts'

const pageSize = 200
const mostPages = 50

/** All entries of a list short enough to be searched and ordered here. */
export const useAll = <T>(
  key: QueryKey,
  fetch: (asked: Asked, options: { signal: AbortSignal }) => Promise<KeysetPage<T>>,
): Rows<T> & { items: readonly T[] } => {
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const all: T[] = []
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page += 1) {
        const { items, next } = await fetch({ limit: pageSize, ...(cursor ? { cursor } : {}) }, { signal })
        all.push(...items)
        cursor = next
        if (!cursor) break
      }
      return all
    },
  })
  return {
    items: query.data ?? none,
    pending: query.isPending,
    error: query.error ?? undefined,
    hasMore: false,
    loadingMore: false,
    more: () => {},
    again: () => void query.refetch(),
  }
}
const none: never[] = []

/** Whether one of the words contains what is searched for. */
export const isFound = (text: string | undefined, words: readonly (string | undefined)[]): boolean =>
  !text || words.some((word) => word?.toLowerCase().includes(text.toLowerCase()))

/** In the order asked for; texts as people sort them, what is missing last. */
export const inOrder = <T>(
  items: readonly T[],
  sort: Sort | undefined,
  by: Readonly<Record<string, (item: T) => string | number | undefined>>,
  language: string,
): readonly T[] => {
  const value = sort && by[sort.by]
  if (!value) return items
  const texts = new Intl.Collator(language, { numeric: true })
  const sign = sort.descending ? -1 : 1
  return items.toSorted((one, other) => {
    const [a, b] = [value(one), value(other)]
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : texts.compare(String(a), String(b)))
  })
}
