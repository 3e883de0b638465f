import { frameDistance } from './align.ts'
import { framesPerSecond, mirrored } from './frames.ts'
import { farGeometries, type Geometry, plainGeometries } from './geometry.ts'
import { likelyHashes } from './hash.ts'
import type { Library } from './library.ts'
import { lookedUp, positionOf, viewOf } from './print.ts'
import { hashFrames, viewWithin, wordsPerFrame } from './views.ts'

/** A moment of a reference that looks like a picture. */
export type Moment = { owner: number; atSeconds: number; score: number; mirrored: boolean }

const radius = 8
const mostHits = 2000
/** One frame alone has to be nearer than one of many. */
const nearEnough = 13
const around = 6
/** Moments of one reference nearer than this are one. */
const apartSeconds = 5

/** Finds the moments that show a picture (one frame of 32 × 32), best first, also cropped, framed or mirrored. */
export const findPicture = async (frame: Uint8Array, library: Library, most: number): Promise<Moment[]> => {
  const found: Moment[] = []
  // A frame between two that are in the index is like neither: more is tried than for a whole row of frames.
  for (const geometry of plainGeometries(frame)) found.push(...(await momentsOf(frame, geometry, library, true)))
  if (found.length === 0)
    for (const geometry of farGeometries(frame).flat())
      found.push(...(await momentsOf(frame, geometry, library, false)))
  const kept: Moment[] = []
  for (const one of found.toSorted((a, b) => b.score - a.score)) {
    if (kept.length >= most) break
    const known = kept.some((k) => k.owner === one.owner && Math.abs(k.atSeconds - one.atSeconds) < apartSeconds)
    if (!known) kept.push(one)
  }
  return kept
}

const momentsOf = async (
  frame: Uint8Array,
  geometry: Geometry,
  library: Library,
  thorough: boolean,
): Promise<Moment[]> => {
  const seen = geometry.mirrored ? mirrored(frame) : frame
  const hashes = hashFrames(seen, geometry.picture)
  const places = new Map<number, Set<number>>()
  let hits = 0
  for (const { view } of lookedUp) {
    const window = viewWithin(geometry.picture, view)
    if (!window) continue
    for (const [high, low] of likelyHashes(seen, window).slice(0, thorough ? undefined : 1)) {
      library.index.search(high, low, radius, (owner, place) => {
        if (viewOf(place) !== view || (hits += 1) > mostHits) return
        const at = places.get(owner) ?? new Set<number>()
        places.set(owner, at.add(positionOf(place)))
      })
    }
  }
  const found: Moment[] = []
  for (const [owner, positions] of places) {
    const print = await library.load(owner)
    if (!print) continue
    for (const position of positions) {
      let [best, at] = [64, position]
      for (let j = Math.max(0, position - around); j <= position + around; j += 1) {
        if ((j + 1) * wordsPerFrame > print.hashes.length) break
        const distance = frameDistance(hashes, 0, print.hashes, j)
        if (distance !== undefined && distance < best) [best, at] = [distance, j]
      }
      if (best <= nearEnough)
        found.push({
          owner,
          atSeconds: at / framesPerSecond,
          score: 1 - best / (2 * nearEnough),
          mirrored: geometry.mirrored,
        })
    }
  }
  return found
}
