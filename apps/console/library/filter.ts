import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { AssetState } from '#services/vms'

export const sorts = ['newest', 'oldest', 'title', 'longest'] as const
export type Sort = (typeof sorts)[number]
export type View = 'grid' | 'list'
export type Filter = { text?: string; state?: AssetState; column?: string; tag?: string; sort?: Sort }

/** Reads a filter out of the address; what is not known there is left out. */
export const filterFrom = (params: URLSearchParams): Filter => {
  const filter: Record<string, string> = {}
  for (const key of ['text', 'state', 'column', 'tag']) {
    const value = params.get(key)
    if (value) filter[key] = value
  }
  const sort = params.get('sort')
  if (sort && sorts.includes(sort as Sort) && sort !== 'newest') filter.sort = sort
  return filter as Filter
}

/** The address with some of the filter changed; `undefined` takes a part away. */
export const changedParams = (
  params: URLSearchParams,
  changes: Record<string, string | undefined>,
): URLSearchParams => {
  const next = new URLSearchParams(params)
  for (const [key, value] of Object.entries(changes)) {
    if (value) next.set(key, value)
    else next.delete(key)
  }
  return next
}

/** The library's filter lives in the address: back is right, and a link shows the same. */
export const useFilter = () => {
  const [params, setParams] = useSearchParams()
  const filter = useMemo(() => filterFrom(params), [params])
  const view: View = params.get('view') === 'list' ? 'list' : 'grid'
  const change = (changes: Record<string, string | undefined>, { replace = false } = {}) =>
    setParams(changedParams(params, changes), { replace })
  return { filter, view, change }
}
