import { type Aligned, frameDistance, sameBits } from './align.ts'
import { type Geometry, nearby } from './geometry.ts'
import type { Tries } from './tries.ts'
import { wordsPerFrame } from './views.ts'

/** So many frames of a stretch are enough to compare geometries. */
const mostSampled = 16
const mostSteps = 4
const clearlyBetter = 1.02

/**
 * The geometry near a given one by which the frames of a stretch fit those of a reference best. Frames of the stretch
 * count from the frame `start` of the query.
 */
export const closerGeometry = (
  tries: Tries,
  reference: Int32Array,
  { geometry, line, start }: { geometry: Geometry; line: Aligned; start: number },
): Geometry => {
  const length = line.to - line.from
  const count = Math.min(mostSampled, length)
  const frames = Array.from({ length: count }, (_, k) => line.from + Math.floor(((k + 0.5) * length) / count))
  const inQuery = frames.map((i) => start + i)
  const evidenceFor = (one: Geometry) => {
    const query = tries.some(one, inQuery)
    return frames.reduce((sum, i, k) => {
      const j = Math.round(i * line.speed + line.offset)
      if (j < 0 || j * wordsPerFrame >= reference.length) return sum
      return sum + sameBits - (frameDistance(query, k, reference, j) ?? sameBits)
    }, 0)
  }
  let best = { geometry, evidence: evidenceFor(geometry) }
  for (let step = 0; step < mostSteps; step += 1) {
    const before = best
    for (const next of nearby(before.geometry)) {
      const evidence = evidenceFor(next)
      if (evidence > best.evidence * clearlyBetter) best = { geometry: next, evidence }
    }
    if (best === before) break
  }
  return best.geometry
}
