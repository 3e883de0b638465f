import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Asset } from '#services/vms'
import type { Cue } from '../../shared/storyboard-cues.ts'
import type { Peaks } from '../components/timeline-layout.ts'
import { storyboardOf } from '../library/storyboard.ts'
import { stationAddress } from '../shell/api.ts'
import { fetchWaveform, type Waveform } from './waveform-data.ts'

const none: readonly Cue[] = []

/** The storyboard of an asset; looked for again when its pictures are made, and when its ingest ends. */
export const useStoryboard = ({ id, hasPoster, state }: Asset): readonly Cue[] => {
  const { data } = useQuery({
    queryKey: ['storyboard', id, hasPoster, state === 'ingesting'],
    queryFn: () => storyboardOf(id),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: hasPoster,
  })
  return data ?? none
}

const unread: Peaks = { perSecond: 1, values: [] }

/**
 * How loud an asset is over time; undefined where it has no sound or nobody has measured it yet, empty while it is read.
 */
export const useWaveform = ({ id, state, playable }: Asset): Peaks | undefined => {
  const { data } = useQuery({
    queryKey: ['waveform', id, state === 'ingesting'],
    queryFn: async ({ signal }) => (await fetchWaveform(stationAddress(`/vod/${id}/waveform.dat`), signal)) ?? null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state: { data } }) => (state === 'ingesting' && !data ? whileIngestingMilliseconds : false),
    enabled: playable,
  })
  const reading = playable && state !== 'ingesting' && data === undefined
  return useMemo(() => (data ? peaksOf(data) : reading ? unread : undefined), [data, reading])
}

const whileIngestingMilliseconds = 5000

const peaksOf = ({ min, max, samplesPerSecond }: Waveform): Peaks => ({
  perSecond: samplesPerSecond,
  values: max.map((value, i) => Math.max(value, -min[i]!)),
})
