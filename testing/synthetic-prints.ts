import { indexedHashes, type Print } from '#media/fingerprint'

const wordsPerFrame = 8
const wholeWindow = { left: 0, top: 0, right: 1, bottom: 1 }

/** A generator that always gives the same numbers for a seed (Mulberry32), as 32-bit integers. */
export const numbersFrom = (start: number): (() => number) => {
  let seed = start | 0
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) | 0
  }
}

/**
 * The fingerprint of an hour that nobody has filmed: shots of 2 to 12 seconds that begin as frames of real ones with a
 * fifth of their bits turned over, so that hashes are as unevenly spread as real ones, and change as they go on.
 */
export const inventedHour = (seed: number, real: Int32Array, hours = 1): Print => {
  const next = numbersFrom(seed * 7919 + 1)
  const below = (n: number) => (next() >>> 0) % n
  const frames = Math.round(7200 * hours)
  const hashes = new Int32Array(frames * wordsPerFrame)
  const present = new Int32Array(wordsPerFrame)
  const turn = (bits: number) => {
    for (let view = 0; view < 4; view += 1)
      for (let k = 0; k < bits; k += 1) {
        const bit = below(64)
        present[2 * view + (bit >> 5)]! ^= 1 << (bit & 31)
      }
  }
  let left = 0
  for (let frame = 0; frame < frames; frame += 1) {
    if (left === 0) {
      left = 4 + below(20)
      const from = below(real.length / wordsPerFrame) * wordsPerFrame
      present.set(real.subarray(from, from + wordsPerFrame))
      turn(14)
    } else turn(below(6))
    left -= 1
    hashes.set(present, frame * wordsPerFrame)
  }
  const sound = new Uint32Array(Math.round(29_077 * hours))
  let item = next()
  for (let i = 0; i < sound.length; i += 1) {
    for (let k = below(6); k > 0; k -= 1) item ^= 1 << below(32)
    sound[i] = item
  }
  return { picture: wholeWindow, hashes, sound }
}

/** A snapshot of an index, laid out as `openHashIndex` reads it, of fingerprints numbered from 0. */
export const snapshotOf = (prints: Iterable<Print>): Uint8Array => {
  const parts = [...prints].map((print) => indexedHashes(print))
  const count = parts.reduce((sum, { places }) => sum + places.length, 0)
  const words = new Uint32Array(4 + 2 * parts.length + 3 * count)
  words.set([0x52_4d_49_32, parts.length, count, 0])
  const [starts, hashes] = [4 + parts.length, 4 + 2 * parts.length]
  let at = 0
  for (const [owner, part] of parts.entries()) {
    words[4 + owner] = owner
    words[starts + owner] = at
    words.set(part.words, hashes + 2 * at)
    words.set(part.places, hashes + 2 * count + at)
    at += part.places.length
  }
  return new Uint8Array(words.buffer)
}
