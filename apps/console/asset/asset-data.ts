import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'
import type { Asset } from '#services/vms'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'

const flowsEveryMilliseconds = 2000
const assetKey = (id: string) => ['assets', 'one', id]

/** One asset, kept up to date by what its station tells. */
export const useAsset = (id: string) => {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: assetKey(id),
    queryFn: ({ signal }) => api.vms.get({ id }, { signal }),
  })
  const flowsAt = useRef(0)
  useRoom<{ id: string }>('assets', (message) => {
    if (message.id !== id) return
    void queries.invalidateQueries({ queryKey: assetKey(id) })
    void queries.invalidateQueries({ queryKey: ['asset', id] })
  })
  useRoom<{ subject?: string | null; progress: number; state: string }>('runs', ({ subject, progress, state }) => {
    if (subject !== id) return
    const asset = queries.getQueryData<Asset>(assetKey(id))
    if (asset?.state === 'ingesting' && state === 'running')
      queries.setQueryData<Asset>(assetKey(id), { ...asset, progress })
    // A run that had failed goes on: the asset is being ingested again before it says so itself.
    else if (asset?.state === 'failed' && state === 'running')
      void queries.invalidateQueries({ queryKey: assetKey(id) })
    if (Date.now() - flowsAt.current < flowsEveryMilliseconds && state === 'running') return
    flowsAt.current = Date.now()
    void queries.invalidateQueries({ queryKey: ['asset', id, 'flows'] })
  })
  return query
}

export const useFlows = (id: string) =>
  useQuery({
    queryKey: ['asset', id, 'flows'],
    queryFn: async ({ signal }) => (await api.slice.flows({ source: id }, { signal })).items,
  })

/** What was found in the source; missing until it has been looked at. */
export const useMediaInfo = (id: string) =>
  useQuery({
    queryKey: ['asset', id, 'info'],
    queryFn: ({ signal }) => api.transcode.info({ source: id }, { signal }),
    retry: false,
  })

/** Shows an asset as the station has it now, here and in the lists. */
export const putAsset = (queries: QueryClient, asset: Asset): void => {
  queries.setQueryData(assetKey(asset.id), asset)
  void queries.invalidateQueries({ queryKey: ['assets', 'list'] })
  void queries.invalidateQueries({ queryKey: ['facets'] })
  void queries.invalidateQueries({ queryKey: ['asset', asset.id, 'history'] })
  void queries.invalidateQueries({ queryKey: ['asset', asset.id, 'versions'] })
}

const turns = new Map<string, Promise<unknown>>()

/**
 * What one person does to an asset is done one thing after another, each on the version that the one before left: who
 * saves and publishes at once does not stand in their own way.
 */
export const useInTurn = (id: string) => {
  const queries = useQueryClient()
  return useCallback(
    <T>(deed: (version: number) => Promise<T>): Promise<T> => {
      const before = turns.get(id) ?? Promise.resolve()
      const turn = before.catch(() => {}).then(() => deed(queries.getQueryData<Asset>(assetKey(id))?.version ?? 0))
      turns.set(id, turn)
      const clear = () => turns.get(id) === turn && turns.delete(id)
      void turn.then(clear, clear)
      return turn
    },
    [id, queries],
  )
}
