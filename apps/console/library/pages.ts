import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Asset } from '#services/vms'
import type { Sort } from './filter.ts'

export type ListPage = { items: Asset[]; next?: string }
export type Pages = InfiniteData<ListPage, string | undefined>

/** Under which all lists of assets are kept. */
export const listsKey = ['assets', 'list'] as const

/** Changes assets where they stand, or takes them away; answers the very same pages when nothing changes. */
export const changeEach = (data: Pages, change: (asset: Asset) => Asset | undefined): Pages => {
  let changed = false
  const pages = data.pages.map((page) => {
    let here = false
    const items = page.items.flatMap((asset) => {
      const next = change(asset)
      if (next !== asset) here = true
      return next ?? []
    })
    changed ||= here
    return here ? { ...page, items } : page
  })
  return changed ? { ...data, pages } : data
}

/** Changes assets in every list that is known. */
export const changeInLists = (queries: QueryClient, change: (asset: Asset) => Asset | undefined): void =>
  void queries.setQueriesData<Pages>({ queryKey: listsKey }, (data) => data && changeEach(data, change))

/** Puts assets as they are now in the place of what is known of them; what is older than that stays. */
export const renew = (queries: QueryClient, assets: readonly Asset[]): void => {
  const fresh = new Map(assets.map((asset) => [asset.id, asset]))
  changeInLists(queries, (asset) => {
    const next = fresh.get(asset.id)
    return next && next.version > asset.version ? next : asset
  })
}

const placeOf: Record<Sort, (asset: Asset) => string | number> = {
  newest: (asset) => asset.createdAt,
  oldest: (asset) => asset.createdAt,
  changed: (asset) => asset.updatedAt,
  title: (asset) => asset.title,
  longest: (asset) => asset.durationSeconds ?? 0,
}

/** Whether an asset stands before another one, as the service orders them. */
export const standsBefore = (sort: Sort, one: Asset, other: Asset): boolean => {
  const up = sort === 'oldest' || sort === 'title'
  const [a, b] = [placeOf[sort](one), placeOf[sort](other)]
  if (a === b) return up ? one.id < other.id : one.id > other.id
  return up ? a < b : a > b
}

/** Whether an asset belongs among those that have been fetched, rather than further down. */
export const isAmong = (data: Pages, sort: Sort, asset: Asset): boolean => {
  const page = data.pages.at(-1)
  const last = page?.items.at(-1)
  return !page?.next || !last || standsBefore(sort, asset, last)
}

/** Puts new assets in at their places. */
export const putIn = (data: Pages, sort: Sort, newcomers: readonly Asset[]): Pages => {
  const known = new Set(data.pages.flatMap(({ items }) => items.map(({ id }) => id)))
  const pages = data.pages.map((page) => ({ ...page, items: [...page.items] }))
  for (const asset of newcomers) {
    if (known.has(asset.id) || !isAmong({ ...data, pages }, sort, asset)) continue
    const after = pages.find(({ items }) => items.some((other) => standsBefore(sort, asset, other)))
    const page = after ?? pages.at(-1)
    if (!page) continue
    const at = page.items.findIndex((other) => standsBefore(sort, asset, other))
    page.items.splice(at === -1 ? page.items.length : at, 0, asset)
  }
  return { ...data, pages }
}
