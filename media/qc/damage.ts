import { inputArgs, MediaError, type MediaSource, runFfprobe } from '#media/ffmpeg'
import { outputFrameRate } from '#media/ladder'
import type { Probe } from '#media/probe'
import type { Complaint } from '#media/picture'
import { checkedSums } from '#media/sound'
import type { Damage } from './types.ts'

/** Damage this close is one finding. */
const apartSeconds = 1
/** A stretch is decoded from so much before it, so that a keyframe comes first. */
const leadSeconds = 1
const mostStretches = 50
/** Of a stretch; what is broken oftener is broken throughout. */
const mostBadFrames = 100_000

/**
 * Finds the frames of picture or sound that cannot be decoded properly, within the stretches the decoder has complained
 * of: decodes those again frame by frame. What cannot be found again is reported with the whole stretch.
 */
export const locateDamage = async (
  source: MediaSource,
  probe: Probe,
  said: { track: Damage['track']; complaints: readonly Complaint[] },
  signal?: AbortSignal,
): Promise<Damage[]> => {
  const { track } = said
  const stretches = joined(
    said.complaints.map(({ startSeconds, endSeconds, message }): Damage => ({
      startSeconds,
      endSeconds,
      message,
      track,
      isExact: false,
    })),
  )
  const found: Damage[] = []
  for (const stretch of stretches.slice(0, mostStretches)) {
    const bad = await badFrames(source, probe, stretch, signal)
    const inside = bad.filter(({ at }) => at > stretch.startSeconds - 0.001 && at < stretch.endSeconds)
    if (inside.length === 0) found.push(stretch)
    const frame = outputFrameRate(probe).den / outputFrameRate(probe).num
    for (const { at, lasts, message } of inside) {
      const endSeconds = at + (track === 'picture' ? frame : lasts)
      found.push({ startSeconds: at, endSeconds, message, track, isExact: true })
    }
  }
  return joined(found)
}

/** Stretches in order of time, with what lies close together made one. */
export const joined = <Stretch extends { startSeconds: number; endSeconds: number }>(
  stretches: readonly Stretch[],
): Stretch[] => {
  const found: Stretch[] = []
  for (const one of stretches.toSorted((a, b) => a.startSeconds - b.startSeconds)) {
    const last = found.at(-1)
    if (last && one.startSeconds - last.endSeconds < apartSeconds)
      last.endSeconds = Math.max(last.endSeconds, one.endSeconds)
    else found.push({ ...one })
  }
  return found
}

/** Said of sound that was packed in another way than others do. */
const harmless = /Multiple frames in a packet/

const withoutAddress = (message: string): string => message.replace(/^(?:\[[^\]]*\] ?)+/, '').trim()

type BadFrame = { at: number; lasts: number; message: string }

const badFrames = async (
  source: MediaSource,
  probe: Probe,
  { startSeconds, endSeconds, track, message: complaint }: Damage,
  signal?: AbortSignal,
): Promise<BadFrame[]> => {
  const zero = probe.video?.startSeconds ?? probe.startSeconds
  const from = Math.max(probe.startSeconds, zero + startSeconds - leadSeconds)
  const bad: BadFrame[] = []
  let [at, lasts] = [Number.NaN, 0]
  let [isWaiting, hasBegun] = [false, false]
  const note = (message: string) => {
    if (bad.length < mostBadFrames) bad.push({ at, lasts, message })
  }
  /** Of picture a packet may come out later; of sound that nothing came of it is all that is told. */
  const missNothing = () => {
    if (track === 'sound' && isWaiting && hasBegun) note(complaint)
    isWaiting = true
  }
  const onLine = (line: string) => {
    if (line.startsWith('packet|')) missNothing()
    if (line.startsWith('frame|')) [isWaiting, hasBegun] = [false, true]
    const [, time, duration = ''] = /^packet\|(?:.*\|)?pts_time=([-\d.]+)(?:\|duration_time=([\d.]+))?/.exec(line) ?? []
    if (time !== undefined) [at, lasts] = [Number(time) - zero, Number(duration)]
    const [, message] = /log\|(?:.*\|)?message=([^|]+)/.exec(line) ?? []
    if (message !== undefined && !harmless.test(message) && Number.isFinite(at)) note(withoutAddress(message))
  }
  await runFfprobe(
    [
      '-select_streams',
      track === 'picture' ? 'V:0' : 'a:0',
      ...(track === 'picture' ? [] : ['-err_detect', checkedSums.at(-1)!]),
      '-read_intervals',
      `${from.toFixed(6)}%${(zero + endSeconds).toFixed(6)}`,
      // At 24 (warnings). The decoder is given a packet after it has been shown: what it then says, it says of that one.
      '-show_packets',
      '-show_frames',
      '-show_log',
      '24',
      '-show_entries',
      'packet=pts_time,duration_time:frame=pts_time:log=message',
      '-of',
      'compact',
      ...inputArgs(source),
    ],
    { signal, timeoutSeconds: 1800, onLine },
  ).catch((error: unknown) => {
    if (!(error instanceof MediaError)) throw error
  })
  missNothing()
  return bad
}
