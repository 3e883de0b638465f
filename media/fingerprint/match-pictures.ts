import { type Aligned, bestStretch, extended, fitLine, frameDistance, newsOf, type Pair } from './align.ts'
import { frameBytes, wholeWindow } from './frames.ts'
import { farGeometries, type Geometry, plainGeometries } from './geometry.ts'
import type { Library } from './library.ts'
import { closerGeometry } from './closer-geometry.ts'
import type { Print } from './print.ts'
import { openTries, type Tries } from './tries.ts'
import { wordsPerFrame } from './views.ts'
import { candidatesFor, type Candidate } from './vote.ts'

/** A stretch of pictures found again, in frames of the query. */
export type PictureStretch = Aligned & { owner: number; geometry: Geometry; pair: Pair }

/** So many frames are looked up together: 20 seconds. */
const windowFrames = 40
const candidatesTried = 10
const evidenceEnough = 30
/** A part of a window that may be left unexplained. */
const mostUnexplained = 0.4
/** What lies beside a stretch is looked at by itself when it is as long as this. */
const leastFrames = 8
/** A line that fits all views best is worth nothing where much less speaks for it. */
const leastKept = 0.8

type Range = { from: number; to: number }

/** Finds which references the pictures of a query show. */
export const matchPictures = async (
  frames: Uint8Array,
  library: Library,
  { signal, pause }: { signal?: AbortSignal | undefined; pause?: (() => Promise<void>) | undefined } = {},
): Promise<PictureStretch[]> => {
  const count = Math.floor(frames.length / frameBytes)
  const found: PictureStretch[] = []
  const tries = openTries(frames)
  for (let from = 0; from < count; from += windowFrames) {
    const window = { from, to: Math.min(count, from + windowFrames) }
    const part = frames.subarray(from * frameBytes, window.to * frameBytes)
    signal?.throwIfAborted()
    found.push(...(await tryGeometries(tries, plainGeometries(part), library, found, window)))
    // What nothing plain explains was made in another way, or is not known: few frames by many guesses.
    for (const geometries of farGeometries(part)) {
      const rest = unexplained(found, window)
      if (rest.length <= (window.to - from) * mostUnexplained) break
      await pause?.()
      signal?.throwIfAborted()
      const telling = tellingFrames(tries.part(asItIs, from, window.to), rest)
      found.push(...(await tryGeometries(tries, geometries, library, found, window, telling)))
    }
    await pause?.()
  }
  return found
}

/** Frames of a window, counted from its beginning, that are in no stretch found. */
const unexplained = (found: readonly PictureStretch[], { from, to }: Range): number[] =>
  Array.from({ length: to - from }, (_, i) => i).filter(
    (i) => !found.some((one) => one.from <= from + i && from + i < one.to),
  )

const asItIs: Geometry = { picture: wholeWindow, mirrored: false, kind: 'whole' }
const mostTelling = 6

/** Of some frames those by which many guesses are tried: such as stay for a moment, and differ from one another. */
const tellingFrames = (hashes: Int32Array, of: readonly number[]): number[] => {
  const news = newsOf(hashes)
  const byStillness = of.toSorted((a, b) => unrest(news, a) - unrest(news, b) || a - b)
  const chosen: number[] = []
  for (const leastApart of [12, 4, 0]) {
    for (const i of byStillness) {
      if (chosen.length >= mostTelling) return chosen
      if (!chosen.includes(i) && chosen.every((j) => (frameDistance(hashes, i, hashes, j) ?? 0) >= leastApart))
        chosen.push(i)
    }
  }
  return chosen
}
const unrest = (news: Float32Array, i: number) => Math.max(news[i]!, news[i + 1] ?? 0)

const tryGeometries = async (
  tries: Tries,
  geometries: readonly Geometry[],
  library: Library,
  known: readonly PictureStretch[],
  { from, to }: Range,
  telling?: readonly number[],
): Promise<PictureStretch[]> => {
  const candidates: (Candidate & { geometry: Geometry })[] = []
  const frames = telling ?? Array.from({ length: to - from }, (_, i) => i)
  for (const geometry of geometries) {
    const hashes = telling
      ? tries.some(
          geometry,
          telling.map((i) => from + i),
        )
      : tries.part(geometry, from, to)
    for (const one of candidatesFor(library.index, hashes, { frames, most: candidatesTried }))
      candidates.push({ ...one, geometry })
  }
  const accepted = new Map<number, PictureStretch[]>()
  const seen = new Map<number, number>()
  for (const candidate of candidates.toSorted((a, b) => b.votes - a.votes)) {
    const { owner } = candidate
    const before = seen.get(owner) ?? 0
    if (before >= 3 || (!seen.has(owner) && seen.size >= candidatesTried)) continue
    seen.set(owner, before + 1)
    if (known.some((one) => one.owner === owner && Math.min(one.to, to) - Math.max(one.from, from) > (to - from) * 0.6))
      continue
    const print = await library.load(owner)
    if (!print) continue
    const stretches = verified(tries, print, candidate, { from, to })
    if (evidenceOf(stretches) > evidenceOf(accepted.get(owner) ?? [])) accepted.set(owner, stretches)
  }
  return [...accepted.values()].flat()
}

const evidenceOf = (stretches: readonly PictureStretch[]) => stretches.reduce((sum, { evidence }) => sum + evidence, 0)

/** Looks whether a candidate holds, by all frames of the window, how far it goes, and whether it is shown once more. */
const verified = (
  tries: Tries,
  print: Print,
  candidate: Candidate & { geometry: Geometry },
  window: Range,
): PictureStretch[] => {
  const first = stretchIn(tries, print, candidate, window, window)
  if (!first) return []
  const again = { ...candidate, geometry: first.geometry }
  const beside = [
    { from: window.from, to: Math.min(first.from, window.to) },
    { from: Math.max(first.to, window.from), to: window.to },
  ].filter(({ from, to }) => to - from >= leastFrames)
  return [first, ...beside.flatMap((range) => stretchIn(tries, print, again, window, range) ?? [])]
}

/** The stretch that fits best within a range of a window, and what goes on from it beyond. */
const stretchIn = (
  tries: Tries,
  print: Print,
  { owner, offsets, geometry }: Candidate & { geometry: Geometry },
  window: Range,
  range: Range,
): PictureStretch | undefined => {
  const [first, last] = [range.from - window.from, range.to - window.from]
  const reference = print.hashes
  const of = (one: Geometry): Pair => {
    const query = tries.part(one, window.from, window.to)
    return { query, news: newsOf(query), reference }
  }
  const pair = of(geometry)
  const references = reference.length / wordsPerFrame
  const everywhere =
    references <= 2400 ? Array.from({ length: Math.ceil((references + last) / 7) }, (_, i) => i * 7 - last) : []
  let best: Aligned | undefined
  for (const offset of [...offsets, ...everywhere]) {
    for (let shift = -3; shift <= 3; shift += 1) {
      const found = bestStretch(pair, { offset: offset + shift, speed: 1 }, first, last)
      if (!best || found.evidence > best.evidence) best = found
    }
  }
  if (!best || best.evidence < evidenceEnough / 8) return undefined
  const fitted = fitLine(pair, best, first, last)
  let placed = { geometry, line: fitted.evidence > best.evidence * leastKept ? fitted : best }
  if (placed.line.evidence < evidenceEnough / 4) return undefined
  if (geometry.kind !== 'whole' || placed.line.evidence < evidenceEnough * 3) {
    const closer = closerGeometry(tries, reference, { ...placed, start: window.from })
    const line = bestStretch(of(closer), placed.line, first, last)
    if (line.evidence > placed.line.evidence) placed = { geometry: closer, line }
  }
  if (placed.line.evidence < evidenceEnough) return undefined
  const query = tries.all(placed.geometry)
  const whole = { query, news: newsOf(query), reference }
  const { line } = placed
  const offset = line.offset - window.from * line.speed
  const inQuery = { ...line, from: line.from + window.from, to: line.to + window.from, offset }
  return { ...extended(whole, inQuery), owner, geometry: placed.geometry, pair: whole }
}
