import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { Filter as Asked, Asset, Column } from '#services/vms'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { namesBelow } from './column-tree.ts'
import { useToday } from './today.ts'

const minute = 60_000

/** How many assets there are of what, under a filter. */
export const useFacets = (asked: Asked = {}, options: { enabled?: boolean } = {}) => {
  const todayFrom = useToday().toISOString()
  return useQuery({
    queryKey: ['facets', asked, todayFrom],
    queryFn: ({ signal }) => api.vms.facets({ ...asked, todayFrom }, { signal }),
    placeholderData: keepPreviousData,
    ...options,
  })
}

export const columnsKey = ['columns'] as const

/** All columns of the station. */
export const useColumns = () =>
  useQuery({
    queryKey: columnsKey,
    queryFn: async ({ signal }) => (await api.vms.columns({}, { signal })).items,
    staleTime: minute,
  })

/** A column and all below it, by name; undefined until that is known. */
export const useBelow = () => {
  const { data, error } = useColumns()
  return useMemo(() => (data || error ? namesBelow(data ?? []) : undefined), [data, error])
}

export const collectionsKey = ['collections'] as const
const mostCollections = 200

export const useCollections = () =>
  useQuery({
    queryKey: collectionsKey,
    queryFn: async ({ signal }) => (await api.vms.collections({ limit: mostCollections }, { signal })).items,
    staleTime: minute,
  })

type In = Pick<Asset, 'column'>
export type Rights = {
  mayEdit(asset: In): boolean
  mayPublish(asset: In): boolean
  /** What the public sees is also taken back from it. */
  mayDelete(asset: In & Pick<Asset, 'state'>): boolean
  mayMoveTo(column: Column): boolean
  mayManage: boolean
}

/** What the person may do with which asset, by their role and by the columns. */
export const useRights = (): Rights => {
  const { may } = useSession()
  const { data } = useColumns()
  const byName = useMemo(() => new Map(data?.map((column) => [column.name, column])), [data])
  const mayIn = useCallback(
    ({ column }: In, what: 'mayEdit' | 'mayPublish') => column === undefined || (byName.get(column)?.[what] ?? true),
    [byName],
  )
  return useMemo(() => {
    const mayEdit = (asset: In) => may('assets:write') && mayIn(asset, 'mayEdit')
    const mayPublish = (asset: In) => may('assets:publish') && mayIn(asset, 'mayPublish')
    return {
      mayEdit,
      mayPublish,
      mayDelete: (asset) => mayEdit(asset) && (asset.state !== 'published' || mayPublish(asset)),
      mayMoveTo: (column) => may('assets:write') && column.mayEdit,
      mayManage: may('station:manage'),
    }
  }, [may, mayIn])
}
