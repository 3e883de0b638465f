import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { TrackWithCues } from '#services/subtitles'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'

export const tracksKey = (asset: string) => ['asset', asset, 'subtitles']
const trackKey = (id: string) => ['subtitles', id]

/** The tracks of an asset, kept up to date by what its room tells. */
export const useTracks = (asset: string) => {
  const queries = useQueryClient()
  const again = useGathered(() => void queries.invalidateQueries({ queryKey: tracksKey(asset) }))
  useRoom<{ track?: string }>(`assets:${asset}`, ({ track }) => {
    if (track) again()
  })
  return useQuery({
    queryKey: tracksKey(asset),
    queryFn: async ({ signal }) => (await api.subtitles.tracks({ asset }, { signal })).items,
  })
}

/** A track with its text, as it was when it was opened: what others change meanwhile shows when one saves. */
export const useTrack = (id: string) => {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: trackKey(id),
    queryFn: ({ signal }) => api.subtitles.track({ id }, { signal }),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const put = (track: TrackWithCues) => {
    queries.setQueryData(trackKey(id), track)
    void queries.invalidateQueries({ queryKey: tracksKey(track.asset) })
  }
  return { ...query, put }
}
