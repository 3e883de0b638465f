import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../shell/api.ts'
import { filtersOf, wantedOf, type Asked } from './asked.ts'

const pageSize = 20
const freshMilliseconds = 5000

/** Whether anything is searched for. */
export const isAsking = (asked: Asked): boolean => asked.text.trim() !== '' || filtersOf(asked) > 0

/** What was found, page by page. */
export const useFound = (asked: Asked) => {
  const wanted = wantedOf(asked)
  const query = useInfiniteQuery({
    queryKey: ['search', 'find', wanted, asked.sort],
    queryFn: ({ pageParam, signal }) =>
      api.search.find(
        { ...wanted, sort: asked.sort, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    enabled: isAsking(asked),
    staleTime: freshMilliseconds,
  })
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, items, first: query.data?.pages[0] }
}

/** How many there are of what. */
export const useCounts = (asked: Asked) => {
  const wanted = wantedOf(asked)
  return useQuery({
    queryKey: ['search', 'facets', wanted],
    queryFn: ({ signal }) => api.search.facets(wanted, { signal }),
    placeholderData: keepPreviousData,
    enabled: isAsking(asked),
    staleTime: freshMilliseconds,
  })
}
