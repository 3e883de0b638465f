import { bitCount } from './hash.ts'
import { isMute, itemsApart, positionOf, soundView, viewOf } from './print.ts'
import { openVotes, type Candidate } from './vote.ts'
import type { Library } from './library.ts'

/** Bits of 32 by which items may differ and still speak for being the same sound; unrelated ones differ by 16. */
export const sameSoundBits = 9.5
const mostAgainst = 5
const radius = 8
const mostHits = 3000
/** Ten seconds are looked up together. */
const windowItems = 81
const candidatesTried = 8
const evidenceOfPart = 45
const evidenceEnough = 120
/** Two parts belong together when the sound goes on with a shift (as at another speed) of up to so many items. */
const mostShift = 6
const mostGap = 24

/** A stretch of sound found again, in items of the query; `offset` is that of its first item, `endOffset` of its last. */
export type SoundStretch = {
  owner: number
  from: number
  to: number
  offset: number
  endOffset: number
  evidence: number
  distance: number
}

/** Finds which references the sound of a query is from. */
export const matchSound = async (
  sound: Uint32Array,
  library: Library,
  { signal, pause }: { signal?: AbortSignal | undefined; pause?: (() => Promise<void>) | undefined } = {},
): Promise<SoundStretch[]> => {
  const parts: SoundStretch[] = []
  for (let from = 0; from < sound.length; from += windowItems) {
    signal?.throwIfAborted()
    const to = Math.min(sound.length, from + windowItems)
    for (const { owner, offsets } of soundCandidates(library, sound, from, to)) {
      const print = await library.load(owner)
      if (!print) continue
      const tried = offsets.map((near) => bestAt(sound, print.sound, owner, near, from, to))
      const best = tried.reduce((a, b) => (b.evidence > a.evidence ? b : a))
      if (best.evidence >= evidenceOfPart && isTelling(sound, print.sound, best)) parts.push(best)
    }
    await pause?.()
  }
  return joined(parts).filter(({ evidence }) => evidence >= evidenceEnough)
}

const soundCandidates = ({ index }: Library, sound: Uint32Array, from: number, to: number): Candidate[] => {
  const votes = openVotes()
  for (let i = from; i < to && i + itemsApart < sound.length; i += 2) {
    if (isMute(sound, i)) continue
    const hits: { owner: number; offset: number }[] = []
    index.search(sound[i]! | 0, sound[i + itemsApart]! | 0, radius, (owner, place) => {
      if (viewOf(place) === soundView && hits.length < mostHits) hits.push({ owner, offset: positionOf(place) - i })
    })
    votes.count(hits)
  }
  return votes.best(candidatesTried)
}

/** The part of some items for which most speaks at an offset, tried a few items to either side. */
const bestAt = (
  query: Uint32Array,
  reference: Uint32Array,
  owner: number,
  near: number,
  from: number,
  to: number,
): SoundStretch => {
  let best: SoundStretch = { owner, from, to: from, offset: near, endOffset: near, evidence: 0, distance: 32 }
  for (let offset = near - 3; offset <= near + 3; offset += 1) {
    let [sum, start] = [0, from]
    for (let i = from; i < to; i += 1) {
      sum += gain(query, reference, i, offset)
      if (sum <= 0) {
        sum = 0
        start = i + 1
      } else if (sum > best.evidence)
        best = { ...best, from: start, to: i + 1, offset, endOffset: offset, evidence: sum }
    }
  }
  let distance = 0
  for (let i = best.from; i < best.to; i += 1) distance += bitCount(query[i]! ^ reference[i + best.offset]!)
  return { ...best, distance: distance / Math.max(1, best.to - best.from) }
}

/**
 * Whether sounds go together at their offset much better than at others: rain is like any other rain, and applause like
 * any other applause, at every moment of it.
 */
const isTelling = (
  query: Uint32Array,
  reference: Uint32Array,
  { from, to, offset, distance }: SoundStretch,
): boolean => {
  let [bits, items] = [0, 0]
  for (const shift of otherOffsets) {
    for (let i = from; i < to; i += 1) {
      const item = reference[i + offset + shift]
      if (item === undefined) continue
      bits += bitCount(query[i]! ^ item)
      items += 1
    }
  }
  return items === 0 || distance + leastBetter <= bits / items
}
const otherOffsets = [-61, -41, -23, 17, 31, 47]
const leastBetter = 4

const gain = (query: Uint32Array, reference: Uint32Array, i: number, offset: number): number => {
  const item = reference[i + offset]
  if (item === undefined) return -mostAgainst
  if (isMute(query, i)) return 0
  return Math.max(-mostAgainst, sameSoundBits - bitCount(query[i]! ^ item))
}

/** Parts that go on from one another, as one. */
const joined = (parts: readonly SoundStretch[]): SoundStretch[] => {
  const whole: SoundStretch[] = []
  for (const part of parts) {
    const before = whole.findLast(
      (one) =>
        one.owner === part.owner && part.from - one.to <= mostGap && Math.abs(part.offset - one.endOffset) <= mostShift,
    )
    if (!before) {
      whole.push({ ...part })
      continue
    }
    const [a, b] = [before.to - before.from, part.to - part.from]
    before.distance = (before.distance * a + part.distance * b) / (a + b)
    before.to = part.to
    before.endOffset = part.endOffset
    before.evidence += part.evidence
  }
  return whole
}
