import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Asset } from '#services/vms'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'

const flowsEveryMilliseconds = 2000

/** One asset, kept up to date by what its station tells. */
export const useAsset = (id: string) => {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: ['assets', 'one', id],
    queryFn: ({ signal }) => api.vms.get({ id }, { signal }),
  })
  const flowsAt = useRef(0)
  useRoom<{ id: string }>('assets', (message) => {
    if (message.id !== id) return
    void queries.invalidateQueries({ queryKey: ['assets', 'one', id] })
    void queries.invalidateQueries({ queryKey: ['asset', id] })
  })
  useRoom<{ subject?: string | null; progress: number; state: string }>('runs', ({ subject, progress, state }) => {
    if (subject !== id) return
    queries.setQueryData<Asset>(['assets', 'one', id], (asset) =>
      asset?.state === 'ingesting' && state === 'running' ? { ...asset, progress } : asset,
    )
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
