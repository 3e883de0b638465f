import { inputArgs, MediaError, type MediaSource, runFfprobe } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import type { Interval } from '#media/picture'

/** What the packets of one track tell, in seconds after the first picture (or sound, where there is no picture). */
export type TrackPackets = {
  packets: number
  startSeconds: number
  /** When the last packet begins, and when it ends. */
  lastStartSeconds: number
  endSeconds: number
  /** How long all packets are together: unlike end less start, where some are missing or overlap. */
  lengthSeconds: number
  /** Holes in the timestamps, each at least one and a half packets long. */
  holes: Interval[]
  /** Packets the container itself knows to be damaged. */
  corrupt: Interval[]
  /** Where the clock was set back: from the time it went back to, to that which it had reached. */
  setBacks: Interval[]
}

/** What the packets of a file tell without decoding any of them. */
export type Packets = {
  video: (TrackPackets & { keyframeSeconds: number[] }) | undefined
  audio: TrackPackets[]
  /** What reading the container brought to light. */
  complaints: string[]
  /** The file ends before what its own structure says is in it. */
  endsEarly: boolean
  /** Share of all bytes in tracks that are neither picture nor sound nor text, 0 to 1. */
  unknownShare: number
}

const early = /partial file|File ended prematurely/
/** A packet that is there in part only, or (in a transport stream) not all of whose pieces came. */
const damaged = /Packet corrupt \(stream = (\d+), dts = (NOPTS|-?\d+)\)/
/** Sound that was written as it came, before anybody knew how long it would be. */
const unstated = /Ignoring maximum wav data size/
/** In the order of a file no clock goes back as far as this, whatever the order pictures are shown in. */
const leastSetBackSeconds = 1
const mostPackets = 20_000_000
const mostIntervals = 1000

/** Containers that round how long a packet is to milliseconds: over many packets that adds up. */
const coarse = new Set(['matroska', 'flv', 'asf', 'rm'])

type Track = {
  pts: number[]
  durations: number[]
  corrupt: Interval[]
  setBacks: Interval[]
  keyframes: number[]
  length: number
  clock: number
}

/**
 * Reads the headers of all packets (about 0.3 CPU s for 10 minutes). Throws MediaError `damaged-file` where there are
 * none, `timed-out`.
 */
export const readPackets = async (
  source: MediaSource,
  probe: Probe,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Packets> => {
  const tracks = new Map<string, Track>()
  /** Seconds a tick, by stream. */
  const ticks = new Map<number, number>()
  const bytes = { known: 0, unknown: 0 }
  let count = 0
  const run = await runFfprobe(
    [
      '-show_entries',
      'packet=codec_type,stream_index,pts_time,dts_time,duration_time,size,flags:stream=index,time_base',
      '-of',
      'csv=p=0',
      ...inputArgs(source),
    ],
    {
      signal: options.signal,
      timeoutSeconds: 1200,
      onLine: (line) => {
        const [, index, num, den] = /^(\d+),(\d+)\/(\d+)/.exec(line) ?? []
        if (index !== undefined) ticks.set(Number(index), Number(num) / Number(den))
        const [type = '', stream = '', ptsText = '', dtsText = '', durationText = '', size = '', flags = ''] =
          line.split(',')
        bytes[known.has(type) ? 'known' : 'unknown'] += Number(size) || 0
        const [pts, dts] = [Number.parseFloat(ptsText), Number.parseFloat(dtsText)]
        const time = Number.isFinite(pts) ? pts : dts
        // Packets that an edit list hides are never shown.
        if (!Number.isFinite(time) || flags.includes('D') || count === mostPackets) return
        count += 1
        const name = `${type} ${stream}`
        const track = tracks.get(name) ?? newTrack()
        tracks.set(name, track)
        const duration = Number.parseFloat(durationText) || 0
        track.pts.push(time)
        track.durations.push(duration)
        track.length += duration
        const clock = Number.isFinite(dts) ? dts : time
        if (clock < track.clock - leastSetBackSeconds && track.setBacks.length < mostIntervals)
          track.setBacks.push({ startSeconds: clock, endSeconds: track.clock })
        track.clock = clock
        if (flags.includes('K') && type === 'video') track.keyframes.push(time)
        if (flags.includes('C') && track.corrupt.length < mostIntervals)
          track.corrupt.push({ startSeconds: time, endSeconds: time + duration })
      },
    },
  )
  if (count === 0) throw new MediaError('damaged-file', 'The file holds no packets', { complaints: run.complaints })
  let isPartial = false
  for (const line of run.complaints) {
    const [, stream, dts] = damaged.exec(line) ?? []
    if (dts === 'NOPTS') isPartial = !run.complaints.some((one) => unstated.test(one))
    const track = [...tracks].find(([name]) => name.endsWith(` ${stream}`))?.[1]
    const at = Number(dts) * (ticks.get(Number(stream)) ?? Number.NaN)
    if (track && track.corrupt.length < mostIntervals && Number.isFinite(at))
      track.corrupt.push({ startSeconds: at, endSeconds: at + (track.durations[0] ?? 0) })
  }
  const ofType = (type: string) => [...tracks].filter(([name]) => name.startsWith(`${type} `)).map(([, track]) => track)
  const picture = probe.video ? ofType('video').toSorted((a, b) => b.pts.length - a.pts.length)[0] : undefined
  const zero = picture ? picture.pts.reduce((a, b) => Math.min(a, b), Infinity) : probe.startSeconds
  const isCoarse = coarse.has(probe.demuxer)
  return {
    video: picture && {
      ...describe(picture, zero, isCoarse),
      keyframeSeconds: picture.keyframes.map((time) => time - zero).toSorted((a, b) => a - b),
    },
    audio: ofType('audio').map((track) => describe(track, zero, isCoarse)),
    complaints: run.complaints,
    endsEarly: run.complaints.some((line) => early.test(line)) || (isPartial && !picture),
    unknownShare: bytes.unknown / Math.max(1, bytes.known + bytes.unknown),
  }
}

const known = new Set(['video', 'audio', 'subtitle'])

const newTrack = (): Track => ({
  pts: [],
  durations: [],
  corrupt: [],
  setBacks: [],
  keyframes: [],
  length: 0,
  clock: Number.NEGATIVE_INFINITY,
})

const describe = (
  { pts, durations, corrupt, setBacks, length }: Track,
  zero: number,
  isCoarse: boolean,
): TrackPackets => {
  const order = Array.from(pts.keys()).toSorted((a, b) => pts[a]! - pts[b]!)
  const holes: Interval[] = []
  let missing = 0
  let end = Number.NEGATIVE_INFINITY
  for (const i of order) {
    const [from, duration] = [pts[i]!, durations[i]!]
    if (from - end > duration / 2 + 0.002 && duration > 0 && Number.isFinite(end)) {
      missing += from - end
      if (holes.length < mostIntervals) holes.push({ startSeconds: end - zero, endSeconds: from - zero })
    }
    end = Math.max(end, from + duration)
  }
  const shifted = (one: Interval) => ({ startSeconds: one.startSeconds - zero, endSeconds: one.endSeconds - zero })
  return {
    packets: pts.length,
    startSeconds: pts[order[0]!]! - zero,
    lastStartSeconds: pts[order.at(-1)!]! - zero,
    endSeconds: end - zero,
    lengthSeconds: isCoarse ? end - pts[order[0]!]! - missing : length,
    holes,
    corrupt: corrupt.map(shifted),
    setBacks: setBacks.map(shifted),
  }
}
