import type { FindingKind } from '#media/qc'
import { dice } from './dice.ts'
import { makeMedia, realClip } from './media.ts'

/** A fault that was put into a clip, and where: seconds from the start of its first frame to the end of its last. */
export type Planted = { kind: FindingKind; startSeconds: number; endSeconds: number }

/** A clip with faults in it, at 25 frames a second. */
export type PlantedClip = { path: string; planted: Planted[] }

const rate = 25
const soundHertz = 48_000

type Slot = { from: number; to: number }
const between = (slot: Slot) => `between(n,${slot.from},${slot.to - 1})`
const box = (where: string, color: string, when: string) => `drawbox=${where}:color=${color}:t=fill:enable='${when}'`
const everything = 'x=0:y=0:w=iw:h=ih'

/** What each fault does to the picture in a slot; held frames come first, since they change what frame is shown. */
const pictureFaults: Record<string, (slot: Slot, size: { width: number; height: number }) => string> = {
  black: (slot) => box(everything, 'black', between(slot)),
  freeze: ({ from, to }) => `select='not(between(n,${from + 1},${to - 1}))',fps=${rate}`,
  letterbox: (slot, { height }) => {
    const bar = Math.round(height * 0.06) * 2
    return [
      box(`x=0:y=0:w=iw:h=${bar}`, 'black', between(slot)),
      box(`x=0:y=ih-${bar}:w=iw:h=${bar}`, 'black', between(slot)),
    ].join(',')
  },
  pillarbox: (slot, { width }) => {
    const bar = Math.round(width * 0.0625) * 2
    return [
      box(`x=0:y=0:w=${bar}:h=ih`, 'black', between(slot)),
      box(`x=iw-${bar}:y=0:w=${bar}:h=ih`, 'black', between(slot)),
    ].join(',')
  },
  flashes: (slot) =>
    [
      box(everything, 'white', `${between(slot)}*lt(mod(n-${slot.from},4),2)`),
      box(everything, 'black', `${between(slot)}*gte(mod(n-${slot.from},4),2)`),
    ].join(','),
}
const kindOf: Record<string, FindingKind> = { letterbox: 'blackBars', pillarbox: 'blackBars' }

/** What each fault does to the sound. */
const soundFaults: Record<string, (from: number, to: number) => string> = {
  silence: (from, to) => `volume=0:enable='between(t,${from},${to - 0.005})'`,
  clipping: (from, to) => `volume=40dB:enable='between(t,${from},${to - 0.005})'`,
  phase: (from, to) => `aeval=val(0)|if(between(t\\,${from}\\,${to})\\,-val(1)\\,val(1)):c=same`,
}

export type PlantedOptions = {
  seed: number
  seconds: number
  size?: { width: number; height: number }
  /** How picture and sound are coded, as ffmpeg arguments. */
  coding?: string[]
  isInterlaced?: boolean
  gainDecibels?: number
  faults?: { picture?: (keyof typeof pictureFaults)[]; sound?: (keyof typeof soundFaults)[] }
}

export const planters = { picture: Object.keys(pictureFaults), sound: Object.keys(soundFaults) }

/**
 * Makes a clip of real, moving pictures and a made-up voice-like sound, with the given faults one after another at
 * places that the seed chooses. A clip without faults is clean.
 */
export const plant = async (path: string, options: PlantedOptions): Promise<PlantedClip> => {
  const { seed, seconds, size = { width: 512, height: 288 }, coding = ['-c:v', 'libx264', '-crf', '21'] } = options
  const roll = dice(seed)
  const planted: Planted[] = []
  const { picture = [], sound = [] } = options.faults ?? {}
  const filters = picture.map((fault, i) => {
    const room = Math.floor((seconds * rate) / picture.length)
    const length = Math.round(rate * (1.2 + roll() * 0.8))
    const from = i * room + 3 + Math.floor(roll() * (room - length - 6))
    planted.push({ kind: kindOf[fault] ?? (fault as FindingKind), ...inSeconds({ from, to: from + length }) })
    return { fault, filter: pictureFaults[fault]!({ from, to: from + length }, size) }
  })
  const ordered = filters.toSorted((a, b) => Number(b.fault === 'freeze') - Number(a.fault === 'freeze'))
  const heard = sound.map((fault, i) => {
    const room = seconds / sound.length
    const length = fault === 'phase' ? 2.4 + roll() * 0.4 : 1.2 + roll() * 0.8
    const from = round(i * room + 0.2 + roll() * (room - length - 0.4))
    const to = round(from + length)
    planted.push({ kind: fault as FindingKind, startSeconds: from, endSeconds: to })
    return soundFaults[fault]!(from, to)
  })
  if (options.isInterlaced) planted.push({ kind: 'interlaced', startSeconds: 0, endSeconds: seconds })
  if (options.gainDecibels) planted.push({ kind: 'loudness', startSeconds: 0, endSeconds: seconds })
  const speed = options.isInterlaced ? rate * 2 : rate
  const graph = [
    `[0:v]scale=${size.width}:${size.height}:flags=bilinear,setsar=1,setpts=N/${speed}/TB,fps=${speed}`,
    ...(options.isInterlaced ? ['interlace=scan=tff'] : []),
    ...ordered.map(({ filter }) => filter),
    `trim=end_frame=${seconds * rate},format=yuv420p[v]`,
  ].join(',')
  const tone = '0.22*(0.6+0.4*sin(2*PI*3*t))*(sin(2*PI*180*t)+0.5*sin(2*PI*733*t)+0.25*sin(2*PI*2411*t))/1.75'
  const voice = `aevalsrc='${tone}+0.01*(random(0)-0.5)|${tone}+0.01*(random(1)-0.5)':s=${soundHertz}:d=${seconds}`
  const soundGraph = [
    `${voice},asetnsamples=n=480:p=0`,
    ...heard,
    ...(options.gainDecibels ? [`volume=${options.gainDecibels}dB`] : []),
    'aformat=sample_fmts=s16:channel_layouts=stereo[a]',
  ].join(',')
  const skip = (roll() * 4).toFixed(2)
  const fields = options.isInterlaced ? ['-flags', '+ildct+ilme', '-top', '1'] : []
  const inputs = ['-ss', skip, '-i', realClip, '-filter_complex', `${graph};${soundGraph}`]
  await makeMedia(path, [...inputs, '-map', '[v]', '-map', '[a]', ...coding, ...fields, '-t', String(seconds)])
  return { path, planted: planted.toSorted((a, b) => a.startSeconds - b.startSeconds) }
}

const inSeconds = ({ from, to }: Slot) => ({ startSeconds: from / rate, endSeconds: to / rate })
const round = (value: number) => Math.round(value * 100) / 100

/** Findings beside what was planted; a finding is right when its kind is and both its ends are within a frame. */
export const compare = (
  planted: readonly Planted[],
  findings: readonly (Planted & { severity: string })[],
): { found: number; missed: Planted[]; invented: Planted[] } => {
  const tolerance = 1 / rate + 0.005
  // What is clipped has been turned up.
  const isLoud = planted.some(({ kind }) => kind === 'clipping')
  const rest = findings
    .filter(({ severity, kind }) => severity !== 'info' && !(isLoud && kind === 'loudness'))
    .map(({ kind, startSeconds, endSeconds }) => ({ kind, startSeconds, endSeconds }))
  const missed = planted.filter((one) => {
    const i = rest.findIndex(
      ({ kind, startSeconds, endSeconds }) =>
        kind === one.kind &&
        Math.abs(startSeconds - one.startSeconds) <= tolerance &&
        Math.abs(endSeconds - one.endSeconds) <= tolerance,
    )
    if (i >= 0) rest.splice(i, 1)
    return i < 0
  })
  return { found: planted.length - missed.length, missed, invented: rest }
}
