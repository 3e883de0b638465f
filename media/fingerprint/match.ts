import { frameDistance, sameBits } from './align.ts'
import type { Signals } from './extract.ts'
import { framesPerSecond } from './frames.ts'
import { bitCount } from './hash.ts'
import type { Library } from './library.ts'
import { matchPictures, type PictureStretch } from './match-pictures.ts'
import { placedBySound } from './placed-by-sound.ts'
import { isMute, type Print, soundItemSeconds } from './print.ts'
import { matchSound, sameSoundBits, type SoundStretch } from './sound.ts'
import { joinStretches } from './stretches.ts'
import { views, wordsPerFrame } from './views.ts'

/** What seems to have been done to an original. `framed`: made smaller, within bars or another picture. */
const edits = [
  'identical',
  're-encoded',
  'cropped',
  'mirrored',
  'framed',
  'overlay',
  'speed-changed',
  'picture-only',
  'audio-only',
] as const
export type Edit = (typeof edits)[number]

/** A stretch of a query that shows a stretch of a reference, `speed` times as long there. `score` from 0.5 to 1. */
export type Stretch = {
  queryStartSeconds: number
  referenceStartSeconds: number
  durationSeconds: number
  speed: number
  score: number
  picture: boolean
  sound: boolean
  edits: Edit[]
}

/** A reference that a query shows, with all stretches in order of time. */
export type Found = { owner: number; seconds: number; score: number; edits: Edit[]; stretches: Stretch[] }

/** Cancellation, and what to wait for between parts of the work, so that others get their turn. */
export type MatchOptions = { signal?: AbortSignal | undefined; pause?: (() => Promise<void>) | undefined }

/** Finds what a query shows of the references in a library, best first. */
export const matchSignals = async (
  query: Pick<Signals, 'frames' | 'sound'>,
  library: Library,
  options: MatchOptions = {},
): Promise<Found[]> => {
  const pictures = await matchPictures(query.frames, library, options)
  const sounds = await matchSound(query.sound, library, options)
  const found: Found[] = []
  for (const owner of new Set([...pictures, ...sounds].map((one) => one.owner))) {
    const print = await library.load(owner)
    if (!print) continue
    const heard = sounds.filter((one) => one.owner === owner)
    const seen = pictures.filter((one) => one.owner === owner).map((one) => placedBySound(one, heard))
    const stretches = [
      ...seen.map((one) => shownBy(one, heard, query.sound, print)),
      ...heard.filter((one) => !seen.some((picture) => goTogether(picture, one))).map(heardBy),
    ]
    found.push(summed(owner, joinStretches(stretches)))
  }
  return found.toSorted((a, b) => b.score * b.seconds - a.score * a.seconds)
}

/** A reference with its stretches, and what they come to. */
const summed = (owner: number, stretches: Stretch[]): Found => {
  const seconds = stretches.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0)
  const weighed = stretches.reduce((sum, { score, durationSeconds }) => sum + score * durationSeconds, 0)
  return {
    owner,
    seconds: rounded(seconds),
    score: rounded(weighed / Math.max(seconds, 1e-6)),
    edits: edits.filter((edit) => stretches.some((one) => one.edits.includes(edit))),
    stretches,
  }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000

/** Whether a stretch of sound is the sound of a stretch of pictures: both lead to about the same time. */
const goTogether = (picture: PictureStretch, sound: SoundStretch): boolean => {
  const from = Math.max(picture.from / framesPerSecond, sound.from * soundItemSeconds)
  const to = Math.min(picture.to / framesPerSecond, sound.to * soundItemSeconds)
  if (to <= from) return false
  const middle = (from + to) / 2
  const share = (middle / soundItemSeconds - sound.from) / Math.max(1, sound.to - sound.from)
  const heardAt = middle + (sound.offset + share * (sound.endOffset - sound.offset)) * soundItemSeconds
  const seenAt = middle * picture.speed + picture.offset / framesPerSecond
  return Math.abs(heardAt - seenAt) < 1.5
}

const shownBy = (
  one: PictureStretch,
  heard: readonly SoundStretch[],
  querySound: Uint32Array,
  reference: Print,
): Stretch => {
  const sound = heard.some((other) => goTogether(one, other))
  const start = (one.from * one.speed + one.offset) / framesPerSecond
  // A little before the beginning of a reference is its beginning: moments of query and reference do not coincide.
  const early = Math.max(0, -start)
  const done = editsOf(one, reference)
  const silent = sound || reference.sound.length === 0 || isSilent(querySound, one.from, one.to)
  return {
    queryStartSeconds: rounded(one.from / framesPerSecond + early / one.speed),
    referenceStartSeconds: rounded(start + early),
    durationSeconds: rounded((one.to - one.from) / framesPerSecond - early / one.speed),
    speed: rounded(one.speed),
    score: rounded(1 - one.distance / (2 * sameBits)),
    picture: true,
    sound,
    edits: silent ? done : [...done, 'picture-only'],
  }
}

const isSilent = (sound: Uint32Array, fromFrame: number, toFrame: number): boolean => {
  const [from, to] = [fromFrame, toFrame].map((frame) => Math.round(frame / framesPerSecond / soundItemSeconds))
  for (let i = from!; i < Math.min(to!, sound.length); i += 8) if (!isMute(sound, i)) return false
  return true
}

const heardBy = (one: SoundStretch): Stretch => {
  const items = one.to - one.from
  const speed = rounded(1 + (one.endOffset - one.offset) / Math.max(1, items))
  return {
    queryStartSeconds: rounded(one.from * soundItemSeconds),
    referenceStartSeconds: rounded((one.from + one.offset) * soundItemSeconds),
    durationSeconds: rounded(items * soundItemSeconds),
    speed,
    score: rounded(1 - one.distance / (2 * sameSoundBits)),
    picture: false,
    sound: true,
    edits: ['audio-only', ...(Math.abs(speed - 1) >= leastSpeedChange ? ['speed-changed' as const] : [])],
  }
}

const leastSpeedChange = 0.02
/** Over less than a quarter of a minute a few percent cannot be told from the pictures. */
const leastSpeedFrames = 30
/** A view that differs by so much more than those that fit best has something on it. */
const overlayBits = 5
const identicalBits = 0.7

/** What seems to have been done to the pictures: by the geometry that fits, and by which views go together and which not. */
const editsOf = ({ geometry, pair, from, to, speed, offset, distance }: PictureStretch, reference: Print): Edit[] => {
  const { left, top, right, bottom } = reference.picture
  const hadBars = left + top + (1 - right) + (1 - bottom) > 0.015
  const byView = views.map((_, view) => viewDistance(pair, view, { from, to, speed, offset }))
  const inPlace = geometry.kind === 'whole' || geometry.kind === 'barred'
  const done: Edit[] = [
    ...(geometry.kind === 'cropped' ? ['cropped' as const] : []),
    ...(geometry.mirrored ? ['mirrored' as const] : []),
    ...(geometry.kind === 'framed' || (geometry.kind === 'barred' && !hadBars) ? ['framed' as const] : []),
    ...(inPlace && byView.some((bits) => bits !== undefined && bits > distance + overlayBits)
      ? ['overlay' as const]
      : []),
    ...(to - from >= leastSpeedFrames && Math.abs(speed - 1) >= leastSpeedChange ? ['speed-changed' as const] : []),
  ]
  if (done.length > 0) return done
  return byView.every((bits) => bits === undefined || bits <= identicalBits) ? ['identical'] : ['re-encoded']
}

const viewDistance = (
  { query, reference }: PictureStretch['pair'],
  view: number,
  { from, to, speed, offset }: Pick<PictureStretch, 'from' | 'to' | 'speed' | 'offset'>,
): number | undefined => {
  let [sum, count] = [0, 0]
  for (let i = from; i < to; i += 1) {
    const j = Math.round(i * speed + offset)
    const [a, b] = [i * wordsPerFrame + 2 * view, j * wordsPerFrame + 2 * view]
    if (j < 0 || b >= reference.length || frameDistance(query, i, reference, j) === undefined) continue
    if ((query[a] === 0 && query[a + 1] === 0) || (reference[b] === 0 && reference[b + 1] === 0)) continue
    sum += bitCount(query[a]! ^ reference[b]!) + bitCount(query[a + 1]! ^ reference[b + 1]!)
    count += 1
  }
  return count === 0 ? undefined : sum / count
}
