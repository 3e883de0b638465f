import { keepPreviousData, useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import { useMemo } from 'react'

/** What a list shows: the items so far, and how to come by more. */
export type Rows<T> = {
  items: readonly T[]
  /** Nothing is known yet. */
  pending: boolean
  error?: unknown
  hasMore: boolean
  loadingMore: boolean
  more(): void
  again(): void
}

/** One page as our services answer it; `next` is absent on the last. */
export type KeysetPage<T> = { items: readonly T[]; next?: string }
export type Asked = { cursor?: string; limit: number }

const pageSize = 100

/**
 * Pages of a list by keyset, fetched as the person scrolls. The key must name everything that `fetch` asks by. While
 * another filter is fetched, the rows before stay.
 */
export const useRows = <T>(
  key: QueryKey,
  fetch: (asked: Asked, options: { signal: AbortSignal }) => Promise<KeysetPage<T>>,
  options: { limit?: number; enabled?: boolean } = {},
): Rows<T> => {
  const limit = options.limit ?? pageSize
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetch({ limit, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return {
    items,
    pending: query.isPending,
    error: query.error ?? undefined,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    more: () => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()),
    again: () => void query.refetch(),
  }
}

/** Rows that are all here already. */
export const rowsOf = <T>(items: readonly T[]): Rows<T> => ({
  items,
  pending: false,
  hasMore: false,
  loadingMore: false,
  more: nothing,
  again: nothing,
})

const nothing = () => {}
