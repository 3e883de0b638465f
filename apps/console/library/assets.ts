import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { Asset } from '#services/vms'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'
import type { Filter } from './filter.ts'

type Page = { items: Asset[]; next?: string }
type Pages = InfiniteData<Page, string | undefined>

const pageSize = 60
const gatherMilliseconds = 400

/** Assets page by page as the person scrolls, kept up to date by what the station tells. */
export const useAssets = (filter: Filter) => {
  const query = useInfiniteQuery({
    queryKey: ['assets', 'list', filter],
    queryFn: ({ pageParam, signal }): Promise<Page> =>
      api.vms.list({ ...filter, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
  const assets = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  useLiveAssets()
  return { ...query, assets }
}

/** Puts news into every list at its place: nothing is reordered under the pointer; only what is new is fetched. */
const useLiveAssets = () => {
  const queries = useQueryClient()
  const changed = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const patch = (id: string, change: (asset: Asset) => Asset | undefined): boolean => {
    let found = false
    queries.setQueriesData<Pages>({ queryKey: ['assets', 'list'] }, (data) => {
      if (!data?.pages.some((page) => page.items.some((asset) => asset.id === id))) return data
      found = true
      const pages = data.pages.map((page) => ({
        ...page,
        items: page.items.flatMap((asset) => (asset.id === id ? (change(asset) ?? []) : [asset])),
      }))
      return { ...data, pages }
    })
    return found
  }

  const fetchChanged = async () => {
    const ids = [...changed.current]
    changed.current.clear()
    timer.current = undefined
    void queries.invalidateQueries({ queryKey: ['facets'] })
    if (ids.length > 20) return queries.invalidateQueries({ queryKey: ['assets', 'list'] })
    for (const id of ids) {
      const asset = await api.vms.get({ id }).catch(() => undefined)
      const known = asset ? patch(id, () => asset) : true
      if (!known) return queries.invalidateQueries({ queryKey: ['assets', 'list'] })
    }
    return undefined
  }

  useRoom<{ id: string; state?: string }>('assets', ({ id, state }) => {
    if (state === 'deleted') patch(id, () => undefined)
    else changed.current.add(id)
    timer.current ??= setTimeout(() => void fetchChanged(), gatherMilliseconds)
  })
  useRoom<{ subject?: string | null; progress: number; state: string }>('runs', ({ subject, progress, state }) => {
    if (subject && state === 'running') {
      patch(subject, (asset) => (asset.state === 'ingesting' ? { ...asset, progress } : asset))
    }
  })
}
