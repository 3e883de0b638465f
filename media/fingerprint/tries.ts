import { frameAt, frameBytes, mirrored } from './frames.ts'
import type { Geometry } from './geometry.ts'
import { hashFrames, wordsPerFrame } from './views.ts'

/** Hashes of a query by geometry, made when first asked for. */
export type Tries = {
  /** Of a part; as long as the same part is asked for, each geometry costs its hashes once. */
  part(geometry: Geometry, from: number, to: number): Int32Array
  /** Of some frames, one after another. */
  some(geometry: Geometry, frames: readonly number[]): Int32Array
  /** Of all frames: a long film is shown again in many places by the same geometry. */
  all(geometry: Geometry): Int32Array
}

const mostWhole = 8
const mostParts = 64

/** Hashes of the frames of a query. */
export const openTries = (frames: Uint8Array): Tries => {
  let turned: Uint8Array | undefined
  let present = ''
  const parts = new Map<string, Int32Array>()
  const whole = new Map<string, Int32Array>()
  const framesFor = ({ mirrored: isMirrored }: Geometry) => (isMirrored ? (turned ??= mirrored(frames)) : frames)
  const known = (of: Map<string, Int32Array>, most: number, geometry: Geometry, make: () => Int32Array) => {
    const key = JSON.stringify(geometry)
    const before = of.get(key)
    if (before) return before
    const hashes = make()
    if (of.size >= most) of.clear()
    of.set(key, hashes)
    return hashes
  }
  return {
    part(geometry, from, to) {
      if (present !== `${from}-${to}`) parts.clear()
      present = `${from}-${to}`
      const all = whole.get(JSON.stringify(geometry))
      if (all) return all.subarray(from * wordsPerFrame, to * wordsPerFrame)
      return known(parts, mostParts, geometry, () =>
        hashFrames(framesFor(geometry).subarray(from * frameBytes, to * frameBytes), geometry.picture),
      )
    },
    some(geometry, chosen) {
      const of = framesFor(geometry)
      const picked = new Uint8Array(chosen.length * frameBytes)
      for (const [k, i] of chosen.entries()) picked.set(frameAt(of, i), k * frameBytes)
      return hashFrames(picked, geometry.picture)
    },
    all: (geometry) => known(whole, mostWhole, geometry, () => hashFrames(framesFor(geometry), geometry.picture)),
  }
}
