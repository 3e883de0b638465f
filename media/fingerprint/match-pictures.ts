import { type Aligned, bestStretch, extended, fitLine, frameDistance, newsOf, type Pair } from './align.ts'
import { frameAt, frameBytes, mirrored, wholeWindow } from './frames.ts'
import { farGeometries, type Geometry, nearby, plainGeometries } from './geometry.ts'
import type { Library } from './library.ts'
import type { Print } from './print.ts'
import { hashFrames, wordsPerFrame } from './views.ts'
import { candidatesFor, type Candidate } from './vote.ts'

/** A stretch of pictures found again, in frames of the query. */
export type PictureStretch = Aligned & { owner: number; geometry: Geometry; pair: Pair }

/** So many frames are looked up together: 20 seconds. */
const windowFrames = 40
const candidatesTried = 10
const evidenceEnough = 30

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
    const to = Math.min(count, from + windowFrames)
    const part = frames.subarray(from * frameBytes, to * frameBytes)
    signal?.throwIfAborted()
    found.push(...(await tryGeometries(tries, plainGeometries(part), library, found, { from, to })))
    await pause?.()
    if (isCovered(found, from, to)) continue
    const telling = tellingFrames(tries.part(asItIs, from, to))
    found.push(...(await tryGeometries(tries, farGeometries(part), library, found, { from, to, telling })))
    await pause?.()
  }
  return found
}

const mostKept = 8

const isCovered = (found: readonly PictureStretch[], from: number, to: number) =>
  found.some((one) => Math.min(one.to, to) - Math.max(one.from, from) > (to - from) * 0.6)

/** Hashes of the query by geometry; those of parts of it are made for the look-up, of the whole where something is found. */
const openTries = (frames: Uint8Array) => {
  let turned: Uint8Array | undefined
  const whole = new Map<string, Int32Array>()
  const framesFor = ({ mirrored: isMirrored }: Geometry) => (isMirrored ? (turned ??= mirrored(frames)) : frames)
  return {
    part(geometry: Geometry, from: number, to: number) {
      return hashFrames(framesFor(geometry).subarray(from * frameBytes, to * frameBytes), geometry.picture)
    },
    /** Some frames of a part, one after another. */
    some(geometry: Geometry, from: number, chosen: readonly number[]) {
      const of = framesFor(geometry)
      const picked = new Uint8Array(chosen.length * frameBytes)
      for (const [k, i] of chosen.entries()) picked.set(frameAt(of, from + i), k * frameBytes)
      return hashFrames(picked, geometry.picture)
    },
    /** Of all frames: a long film is shown again in many places by the same geometry. */
    all(geometry: Geometry): Int32Array {
      const key = JSON.stringify(geometry)
      const known = whole.get(key)
      if (known) return known
      const hashes = hashFrames(framesFor(geometry), geometry.picture)
      if (whole.size >= mostKept) whole.clear()
      whole.set(key, hashes)
      return hashes
    },
  }
}
type Tries = ReturnType<typeof openTries>

const asItIs: Geometry = { picture: wholeWindow, mirrored: false, kind: 'whole' }
const mostTelling = 6

/** Frames by which many guesses are tried: such as stay for a moment, and differ from one another. */
const tellingFrames = (hashes: Int32Array): number[] => {
  const news = newsOf(hashes)
  const byStillness = Array.from(news, (_, i) => i).toSorted((a, b) => unrest(news, a) - unrest(news, b) || a - b)
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
  { from, to, telling }: { from: number; to: number; telling?: readonly number[] },
): Promise<PictureStretch[]> => {
  const candidates: (Candidate & { geometry: Geometry })[] = []
  const frames = telling ?? Array.from({ length: to - from }, (_, i) => i)
  for (const geometry of geometries) {
    const hashes = tries.some(geometry, from, frames)
    for (const one of candidatesFor(library.index, hashes, { frames, most: candidatesTried }))
      candidates.push({ ...one, geometry })
  }
  const accepted = new Map<number, PictureStretch>()
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
    const one = verified(tries, print, candidate, from, to)
    const best = accepted.get(owner)
    if (one && (!best || one.evidence > best.evidence)) accepted.set(owner, one)
  }
  return [...accepted.values()]
}

/** Looks whether a candidate holds, by all frames of the window, and how far it goes. */
const verified = (
  tries: Tries,
  print: Print,
  { owner, offsets, geometry }: Candidate & { geometry: Geometry },
  from: number,
  to: number,
): PictureStretch | undefined => {
  const of = (geometry: Geometry): Pair => {
    const query = tries.part(geometry, from, to)
    return { query, news: newsOf(query), reference: print.hashes }
  }
  const search = (pair: Pair, near: readonly number[]): Aligned => {
    let best: Aligned | undefined
    for (const offset of near) {
      for (let shift = -3; shift <= 3; shift += 1) {
        const found = bestStretch(pair, { offset: offset + shift, speed: 1 }, 0, to - from)
        if (!best || found.evidence > best.evidence) best = found
      }
    }
    return fitLine(pair, best!, 0, to - from)
  }
  const references = print.hashes.length / wordsPerFrame
  const everywhere =
    references <= 2400
      ? Array.from({ length: Math.ceil((references + to - from) / 7) }, (_, i) => i * 7 - (to - from))
      : []
  let best = { geometry, line: search(of(geometry), [...offsets, ...everywhere]) }
  if (best.line.evidence < evidenceEnough / 4) return undefined
  if (geometry.kind !== 'whole' || best.line.evidence < evidenceEnough * 3) {
    for (let round = 0; round < 4; round += 1) {
      const before = best
      for (const next of nearby(before.geometry)) {
        const pair = of(next)
        const line = bestStretch(pair, before.line, 0, to - from)
        if (line.evidence > best.line.evidence * 1.02) best = { geometry: next, line }
      }
      if (best === before) break
    }
  }
  if (best.line.evidence < evidenceEnough) return undefined
  const query = tries.all(best.geometry)
  const pair = { query, news: newsOf(query), reference: print.hashes }
  const { speed } = best.line
  const line = {
    ...best.line,
    from: best.line.from + from,
    to: best.line.to + from,
    offset: best.line.offset - from * speed,
  }
  return { ...extended(pair, line), owner, geometry: best.geometry, pair }
}
