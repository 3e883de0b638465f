import { bitCount } from './hash.ts'
import {
  buildSegment,
  type Entries,
  entriesOf,
  joinEntries,
  largestRadius,
  type OnHit,
  searchSegment,
  type Segment,
} from './hash-segment.ts'

/** The hashes of one owner: two words each, and the place of each in the owner. */
export type OwnedHashes = { words: Int32Array; places: Uint32Array }

/** What an index holds and takes in memory. */
export type HashIndexFigures = { owners: number; hashes: number; bytes: number; crowdedHashes: number }

/**
 * Finds 64-bit hashes within a few bits of a given one, of many owners, in memory (multi-index hashing: Norouzi, Punjani
 * and Fleet, 2012). Takes new owners at any time; owners are numbers, each higher than all before.
 */
export type HashIndex = {
  add(owner: number, hashes: OwnedHashes): void
  remove(owner: number): void
  has(owner: number): boolean
  /** Every hash within `radius` bits, each once; a radius above 8 is taken for 8. */
  search(high: number, low: number, radius: number, onHit: OnHit): void
  figures(): HashIndexFigures
  /** Writes down all there is, to be read by `openHashIndex`. */
  snapshot(): Uint8Array[]
}

/** New hashes are compared one by one until they are so many; then they get tables. */
const mostLoose = 16_384
/** The small segment is merged into the large one when it has grown to this share of it. */
const shareOfLarge = 0.125

/** An index, empty or as it was when `snapshot` wrote it down. Throws RangeError where that is not a whole one. */
export const openHashIndex = (snapshot?: Uint8Array): HashIndex => {
  const gone = new Set<number>()
  const known = new Set<number>()
  const segments: Segment[] = []
  let loose: { owner: number; hashes: OwnedHashes }[] = []
  let looseCount = 0

  const settle = () => {
    if (looseCount === 0) return
    const fresh = gathered(loose)
    loose = []
    looseCount = 0
    const parts: Entries[] = [fresh]
    let count = fresh.count
    // From the smallest up: what has grown to a share of the next is merged with it, so that there are few segments.
    while (segments.length > 0 && count >= segments.at(-1)!.count * (segments.length === 1 ? shareOfLarge : 0)) {
      const next = segments.pop()!
      count += next.count
      parts.unshift(entriesOf(next))
    }
    const joined = joinEntries(parts, (owner) => gone.has(owner))
    for (const part of parts) for (const owner of part.owners) gone.delete(owner)
    if (joined.count > 0) segments.push(buildSegment(joined))
  }

  if (snapshot) {
    const entries = readSnapshot(snapshot)
    for (const owner of entries.owners) known.add(owner)
    if (entries.count > 0) segments.push(buildSegment(entries))
  }

  return {
    add(owner, hashes) {
      if (known.has(owner)) return
      known.add(owner)
      loose.push({ owner, hashes })
      looseCount += hashes.places.length
      if (looseCount > mostLoose) settle()
    },
    remove(owner) {
      if (!known.delete(owner)) return
      const at = loose.findIndex((one) => one.owner === owner)
      if (at < 0) gone.add(owner)
      else looseCount -= loose.splice(at, 1)[0]!.hashes.places.length
    },
    has: (owner) => known.has(owner),
    search(high, low, radius, onHit) {
      const within = Math.min(radius, largestRadius)
      const report: OnHit =
        gone.size === 0 ? onHit : (owner, place, d) => void (gone.has(owner) || onHit(owner, place, d))
      for (const segment of segments) searchSegment(segment, high, low, within, report)
      for (const { owner, hashes } of loose) {
        const { words, places } = hashes
        for (let i = 0; i < places.length; i += 1) {
          const distance = bitCount(words[2 * i]! ^ high) + bitCount(words[2 * i + 1]! ^ low)
          if (distance <= within) onHit(owner, places[i]!, distance)
        }
      }
    },
    figures: () => ({
      owners: known.size,
      hashes: segments.reduce((sum, { count }) => sum + count, looseCount),
      bytes: segments.reduce((sum, segment) => sum + bytesOf(segment), looseCount * 12),
      crowdedHashes: segments.reduce((sum, { crowded }) => sum + crowded, 0),
    }),
    snapshot() {
      const parts = [...segments.map(entriesOf), gathered(loose)]
      return writeSnapshot(joinEntries(parts, (owner) => gone.has(owner)))
    },
  }
}

const bytesOf = (segment: Segment): number =>
  [
    segment.words,
    segment.order,
    segment.places,
    segment.owners,
    segment.starts,
    ...segment.heads,
    ...segment.lists,
    ...segment.checks,
  ].reduce((sum, array) => sum + array.byteLength, 0)

const gathered = (loose: readonly { owner: number; hashes: OwnedHashes }[]): Entries => {
  const count = loose.reduce((sum, { hashes }) => sum + hashes.places.length, 0)
  const entries: Entries = {
    count,
    words: new Int32Array(2 * count),
    places: new Uint32Array(count),
    owners: Uint32Array.from(loose, ({ owner }) => owner),
    starts: new Uint32Array(loose.length),
  }
  let at = 0
  for (const [k, { hashes }] of loose.entries()) {
    entries.starts[k] = at
    entries.places.set(hashes.places, at)
    entries.words.set(hashes.words, 2 * at)
    at += hashes.places.length
  }
  return entries
}

const magic = 0x52_4d_49_32
const headerWords = 4

/** Magic, number of owners, number of hashes, 0; then owners, starts, words, places. Little-endian. */
const writeSnapshot = (entries: Entries): Uint8Array[] => {
  const header = Uint32Array.of(magic, entries.owners.length, entries.count, 0)
  return [header, entries.owners, entries.starts, entries.words, entries.places].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  )
}

const readSnapshot = (bytes: Uint8Array): Entries => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / 4))
  const [sign, owners = 0, count = 0] = words
  if (sign !== magic || words.length !== headerWords + 2 * owners + 3 * count) throw new RangeError('no whole snapshot')
  let at = headerWords
  const next = (length: number) => words.slice(at, (at += length))
  const [of, starts, hashes, places] = [next(owners), next(owners), next(2 * count), next(count)]
  return { count, owners: of, starts, words: new Int32Array(hashes.buffer), places }
}
