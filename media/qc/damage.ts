import { inputArgs, MediaError, type MediaSource, runFfprobe } from '#media/ffmpeg'
import { outputFrameRate } from '#media/ladder'
import type { Probe } from '#media/probe'
import type { Complaint } from '#media/picture'
import type { Damage } from './types.ts'

/** Damage this close is one finding. */
const apartSeconds = 1
/** A stretch is decoded from so much before it, so that a keyframe comes first. */
const leadSeconds = 1
const mostStretches = 50

/**
 * Finds the frames that cannot be decoded properly, within the stretches the decoder has complained of: decodes those
 * again frame by frame. What cannot be found again is reported with the whole stretch.
 */
export const locateDamage = async (
  source: MediaSource,
  probe: Probe,
  complaints: readonly Complaint[],
  signal?: AbortSignal,
): Promise<Damage[]> => {
  const stretches = joined(
    complaints.map(({ startSeconds, endSeconds, message }) => ({ startSeconds, endSeconds, message })),
  )
  const found: Damage[] = []
  for (const stretch of stretches.slice(0, mostStretches)) {
    const bad = await badFrames(source, probe, stretch, signal)
    const inside = bad.filter(({ at }) => at > stretch.startSeconds - 0.001 && at < stretch.endSeconds)
    if (inside.length === 0) found.push(stretch)
    const frame = outputFrameRate(probe).den / outputFrameRate(probe).num
    for (const { at, message } of inside) found.push({ startSeconds: at, endSeconds: at + frame, message })
  }
  return joined(found)
}

/** Damage in order of time, with what lies close together made one. */
export const joined = (damage: readonly Damage[]): Damage[] => {
  const found: Damage[] = []
  for (const one of damage.toSorted((a, b) => a.startSeconds - b.startSeconds)) {
    const last = found.at(-1)
    if (last && one.startSeconds - last.endSeconds < apartSeconds)
      last.endSeconds = Math.max(last.endSeconds, one.endSeconds)
    else found.push({ ...one })
  }
  return found
}

const withoutAddress = (message: string): string => message.replace(/^(?:\[[^\]]*\] ?)+/, '').trim()

type BadFrame = { at: number; message: string }

const badFrames = async (
  source: MediaSource,
  probe: Probe,
  { startSeconds, endSeconds }: Damage,
  signal?: AbortSignal,
): Promise<BadFrame[]> => {
  const zero = probe.video?.startSeconds ?? 0
  const from = Math.max(probe.startSeconds, zero + startSeconds - leadSeconds)
  const bad: BadFrame[] = []
  let at = Number.NaN
  const onLine = (line: string) => {
    const [, time] = /^packet\|(?:.*\|)?pts_time=([-\d.]+)/.exec(line) ?? []
    if (time !== undefined) at = Number(time) - zero
    const [, message] = /log\|(?:.*\|)?message=([^|]+)/.exec(line) ?? []
    if (message !== undefined && Number.isFinite(at)) bad.push({ at, message: withoutAddress(message) })
  }
  await runFfprobe(
    [
      '-select_streams',
      'V:0',
      '-read_intervals',
      `${from.toFixed(6)}%${(zero + endSeconds).toFixed(6)}`,
      // At 24 (warnings). The decoder is given a packet after it has been shown: what it then says, it says of that one.
      '-show_packets',
      '-show_frames',
      '-show_log',
      '24',
      '-show_entries',
      'packet=pts_time:frame=pts_time:log=message',
      '-of',
      'compact',
      ...inputArgs(source),
    ],
    { signal, timeoutSeconds: 1800, onLine },
  ).catch((error: unknown) => {
    if (!(error instanceof MediaError)) throw error
  })
  return bad
}
