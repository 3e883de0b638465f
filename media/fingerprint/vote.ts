import type { HashIndex } from './hash-index.ts'
import { isIndexed, lookedUp, positionOf, viewOf } from './print.ts'
import { wordsPerFrame } from './views.ts'

/** A reference that may be shown, at which offsets (in frames of reference minus query), and how many hashes say so. */
export type Candidate = { owner: number; offsets: number[]; votes: number }

/** Bits by which a looked-up hash may differ. */
const radius = 8
/** A hash that so many others are like tells nothing apart; what comes after them is not counted. */
const mostHits = 3000
const offsetsKept = 6
const binFrames = 2

/** Counts for each reference and offset how many hashes go together; rare ones count for more. */
export const openVotes = () => {
  const votes = new Map<number, Map<number, number>>()
  return {
    /** What one hash of the query finds: owners and offsets. */
    count(hits: readonly { owner: number; offset: number }[]) {
      const weight = 1 / (1 + hits.length / 16)
      const seen = new Set<string>()
      for (const { owner, offset } of hits) {
        const bin = Math.round(offset / binFrames)
        const key = `${owner}/${bin}`
        if (seen.has(key)) continue
        seen.add(key)
        let bins = votes.get(owner)
        if (!bins) votes.set(owner, (bins = new Map()))
        bins.set(bin, (bins.get(bin) ?? 0) + weight)
      }
    },
    /** The references with the most votes at one offset (and those beside it), best first. */
    best(most: number): Candidate[] {
      return [...votes]
        .map(([owner, bins]) => {
          const sums = [...bins.keys()].map((bin) => ({
            bin,
            votes: (bins.get(bin) ?? 0) + (bins.get(bin - 1) ?? 0) + (bins.get(bin + 1) ?? 0),
          }))
          const top = sums.toSorted((a, b) => b.votes - a.votes).slice(0, offsetsKept)
          return { owner, offsets: top.map(({ bin }) => bin * binFrames), votes: top[0]!.votes }
        })
        .toSorted((a, b) => b.votes - a.votes)
        .slice(0, most)
    },
  }
}

/** Looks up some frames of a query by the views that are indexed; the k-th of `hashes` is that of frame `frames[k]`. */
export const candidatesFor = (
  index: Pick<HashIndex, 'search'>,
  hashes: Int32Array,
  { frames, most }: { frames: readonly number[]; most: number },
): Candidate[] => {
  const votes = openVotes()
  for (const { view } of lookedUp) {
    for (const [k, i] of frames.entries()) {
      const at = k * wordsPerFrame + 2 * view
      const [high, low] = [hashes[at]!, hashes[at + 1]!]
      if (!isIndexed(hashes, k, view)) continue
      const hits: { owner: number; offset: number }[] = []
      index.search(high, low, radius, (owner, place) => {
        if (viewOf(place) === view && hits.length < mostHits) hits.push({ owner, offset: positionOf(place) - i })
      })
      votes.count(hits)
    }
  }
  return votes.best(most)
}
