import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Filter as Asked } from '#services/vms'
import { api } from '../shell/api.ts'
import { countOfFilter, type Filter, type Sort } from './filter.ts'
import { useHidden } from './hidden.ts'
import { listsKey, type ListPage, type Pages } from './pages.ts'

const pageSize = 100
const keptMinutes = 30

/** What a list asks for. Without an order of its own, a collection stands in the order it was put together in. */
export type Wanted = { asked: Asked; sort: Sort; collection?: string | undefined }

export const wantedOf = (filter: Filter, asked: Asked): Wanted => {
  const whole = filter.collection && countOfFilter(filter) === 1 && !filter.text && filter.sort === 'newest'
  return { asked, sort: filter.sort, ...(whole ? { collection: filter.collection } : {}) }
}

const fetchPage = (
  { asked, sort, collection }: Wanted,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<ListPage> => {
  const page = { limit: pageSize, ...(cursor ? { cursor } : {}) }
  const options = signal ? { signal } : {}
  if (collection) return api.vms.collected({ id: collection, ...page }, options)
  return api.vms.list({ ...asked, sort, ...page }, options)
}

/** A list that begins anew. */
export const firstPage = async (wanted: Wanted): Promise<Pages> => ({
  pages: [await fetchPage(wanted, undefined)],
  pageParams: [undefined],
})

export const keyOf = (wanted: Wanted) => [...listsKey, wanted] as const

/**
 * Assets page by page as the person scrolls. They are never fetched anew as a whole (a long list would be a storm of
 * requests): what changes is told, see `useLive`.
 */
export const useAssets = (wanted: Wanted | undefined) => {
  const query = useInfiniteQuery({
    queryKey: wanted ? keyOf(wanted) : [...listsKey, 'not yet'],
    queryFn: ({ pageParam, signal }) => fetchPage(wanted!, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: wanted !== undefined,
    staleTime: 'static',
    gcTime: keptMinutes * 60_000,
  })
  const hidden = useHidden()
  const all = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const assets = useMemo(() => (hidden.size > 0 ? all.filter(({ id }) => !hidden.has(id)) : all), [all, hidden])
  return {
    assets,
    pending: query.isPending,
    /** These are the assets of the filter before. */
    behind: query.isPlaceholderData,
    error: query.error ?? undefined,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()),
    again: () => void query.refetch(),
  }
}
