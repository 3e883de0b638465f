import { inputArgs, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import { probe, type Probe } from '#media/probe'
import { checkedSums, fromFirstPicture, soundTap } from './tap.ts'
import type { MeasuredSound } from './types.ts'

/** What was measured, and what it cost. */
export type SoundOfFile = MeasuredSound & { cpuSeconds: number }

/**
 * Measures the sound of a file in a run of its own, without encoding it: the first track, or another. Undefined where
 * there is none. Throws MediaError as probe does, `ffmpeg-failed`, `timed-out`.
 */
export const soundSignals = async (
  source: MediaSource,
  options: {
    probe?: Probe
    track?: number
    signal?: AbortSignal | undefined
    nice?: number | undefined
    timeoutSeconds?: number | undefined
  } = {},
): Promise<SoundOfFile | undefined> => {
  const { signal, nice, timeoutSeconds = 7200 } = options
  const found = options.probe ?? (await probe(source, { signal }))
  const track = found.audio[options.track ?? 0]
  if (!track || track.channels === 0) return undefined
  const tap = await soundTap(found, track)
  const run = await runFfmpeg(
    [
      '-copyts',
      ...checkedSums,
      ...inputArgs({ ...source, demuxer: found.demuxer }),
      '-filter_complex',
      `[0:a:${track.index}]${fromFirstPicture(found)}[sound];${tap.branch('[sound]')}`,
      ...tap.args(3),
    ],
    { signal, nice, timeoutSeconds, outputs: tap.outputs },
  )
  return { ...tap.measured(run.complaints), cpuSeconds: run.cpuSeconds }
}
