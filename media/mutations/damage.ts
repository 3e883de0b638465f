import { dice } from '#media/testing'
import type { Mutant } from './mutant.ts'
import { mediaSeeds, type Seeds } from './seeds.ts'

type Stretch = { from: number; to: number }
const headBytes = 1500

/** Turns over single bits: one of every `every` in a stretch, the same ones each time. */
const flipped = (bytes: Buffer, every: number, seed: number, { from, to }: Stretch): Buffer => {
  const changed = Buffer.from(bytes)
  const roll = dice(seed)
  const flips = Math.max(1, Math.round(((to - from) * 8) / every))
  for (let i = 0; i < flips; i += 1) {
    const at = Math.min(from + Math.floor(roll() * (to - from)), bytes.length - 1)
    changed[at]! ^= 1 << Math.floor(roll() * 8)
  }
  return changed
}

const random = (count: number, seed: number): Buffer => {
  const roll = dice(seed)
  return Buffer.from(Array.from({ length: count }, () => Math.floor(roll() * 256)))
}

/** The index of MP4, MXF and AVI may come last: what is its head, and what its media. */
const stretchesOf = (bytes: Buffer) => ({
  head: { from: 0, to: Math.min(headBytes, bytes.length) },
  tail: { from: Math.max(0, bytes.length - headBytes), to: bytes.length },
  media: { from: Math.min(headBytes, bytes.length >> 1), to: Math.max(bytes.length >> 1, bytes.length - headBytes) },
})

/** What happens to any file on its way: bits turned over, a piece missing, a piece too many. */
export const damaged = (seeds: Seeds): Mutant[] =>
  mediaSeeds.flatMap((name, i) => {
    const bytes = seeds[name]!
    const { head, tail, media } = stretchesOf(bytes)
    const all = { from: 0, to: bytes.length }
    const part = (share: number) => bytes.subarray(0, Math.floor(bytes.length * share))
    const middle = Math.floor(bytes.length * 0.4)
    const hole = Math.floor(bytes.length * 0.2)
    const made: [what: string, bytes: Buffer][] = [
      ['bits of the head', flipped(bytes, 400, i + 1, head)],
      ['bits of the tail', flipped(bytes, 400, i + 2, tail)],
      ['few bits of the media', flipped(bytes, 40_000, i + 3, media)],
      ['many bits of the media', flipped(bytes, 600, i + 4, media)],
      ['bits everywhere', flipped(bytes, 60, i + 5, all)],
      ['cut in its head', bytes.subarray(0, 200)],
      ['cut at a third', part(0.33)],
      ['cut at two thirds', part(0.66)],
      ['cut near its end', part(0.97)],
      ['a hole of zeros', Buffer.concat([part(0.4), Buffer.alloc(hole), bytes.subarray(middle + hole)])],
      ['a piece missing', Buffer.concat([part(0.4), bytes.subarray(middle + hole)])],
      ['noise before', Buffer.concat([random(700, i + 6), bytes])],
      ['noise after', Buffer.concat([bytes, random(30_000, i + 7)])],
    ]
    return made.map(([what, changed]): Mutant => ({ name: `${what}.${name}`, bytes: changed, seed: name }))
  })
