import { bitCount } from './hash.ts'

/**
 * An immutable part of an index. Entries are sorted by owner: two of `words` are the hash, `places` where in the owner it
 * is from; owner `owners[k]` has the entries from `starts[k]` on. For each of three pieces of the hash (22, 21 and 21
 * bits) `heads[t]` says where in `lists[t]` the entries with a value of the piece begin.
 */
export type Segment = {
  count: number
  /** High and low word side by side, so that looking at a hash costs one way to the memory and not two. */
  words: Int32Array
  places: Uint32Array
  owners: Uint32Array
  starts: Uint32Array
  heads: Uint32Array[]
  lists: Uint32Array[]
  /** Beside the lists of the two fuller tables: 32 other bits of each entry, which rule out nearly all at sight. */
  checks: Int32Array[]
  /** Entries that lie beyond the bound of their bucket in all three tables: a lookup does not see them. */
  crowded: number
}

/** Entries without tables, as they come in. */
export type Entries = Pick<Segment, 'count' | 'words' | 'places' | 'owners' | 'starts'>

/** Called with each entry found: who owns it, its place there, and how many bits differ. */
export type OnHit = (owner: number, place: number, distance: number) => void

const pieceBits = [22, 21, 21] as const
/** Searching a hash within 8 bits: one of three pieces differs by two bits at most (pigeonhole). */
export const largestRadius = 8
/** As many entries of a bucket are looked at. Measured on real frames a lookup misses nothing by it; see the bench. */
export const mostInBucket = 4096

const pieceOf = (table: number, high: number, low: number): number =>
  table === 0 ? low & 0x3fffff : table === 1 ? ((low >>> 22) | (high << 10)) & 0x1fffff : (high >>> 11) & 0x1fffff

/** The bits that stand in `checks`: of hashes within the radius they differ by no more than the radius. */
const checkOf = (table: number, high: number, low: number): number =>
  table === 1 ? (low & 0x3fffff) | (high & 0xffc00000) : low

/** Values to exclusive-or a piece with so that all values within a radius come up, nearest first. */
const flips: readonly (readonly Uint32Array[])[] = pieceBits.map((bits) => {
  const one = Array.from({ length: bits }, (_, i) => 1 << i)
  const two = one.flatMap((a, i) => one.slice(i + 1).map((b) => a | b))
  return [[0], [0, ...one], [0, ...one, ...two]].map((values) => Uint32Array.from(values))
})

/** Builds the tables of a segment: counting sort, about a second for a million entries. */
export const buildSegment = (entries: Entries): Segment => {
  const { count, words } = entries
  const beyond = new Uint8Array(count)
  const heads: Uint32Array[] = []
  const lists: Uint32Array[] = []
  const checks: Int32Array[] = []
  for (const [table, bits] of pieceBits.entries()) {
    const head = new Uint32Array(2 ** bits + 1)
    for (let i = 0; i < count; i += 1) head[pieceOf(table, words[2 * i]!, words[2 * i + 1]!) + 1]! += 1
    for (let b = 0; b < head.length - 1; b += 1) head[b + 1]! += head[b]!
    const list = new Uint32Array(count)
    const check = new Int32Array(table === 0 ? 0 : count)
    const next = head.slice(0, -1)
    for (let i = 0; i < count; i += 1) {
      const piece = pieceOf(table, words[2 * i]!, words[2 * i + 1]!)
      const at = next[piece]!
      next[piece] = at + 1
      list[at] = i
      if (table > 0) check[at] = checkOf(table, words[2 * i]!, words[2 * i + 1]!)
      if (at - head[piece]! >= mostInBucket) beyond[i]! += 1
    }
    heads.push(head)
    lists.push(list)
    checks.push(check)
  }
  const crowded = beyond.reduce((sum, tables) => sum + (tables === pieceBits.length ? 1 : 0), 0)
  return { ...entries, heads, lists, checks, crowded }
}

/** Finds all entries within `radius` (at most 8) bits of a hash, each once, in no order. */
export const searchSegment = (segment: Segment, high: number, low: number, radius: number, onHit: OnHit): void => {
  const { words } = segment
  const pieceRadius = Math.floor(Math.min(radius, largestRadius) / pieceBits.length)
  for (let table = 0; table < pieceBits.length; table += 1) {
    const head = segment.heads[table]!
    const list = segment.lists[table]!
    const check = segment.checks[table]!
    const checked = checkOf(table, high, low)
    const piece = pieceOf(table, high, low)
    for (const flip of flips[table]![pieceRadius]!) {
      const value = piece ^ flip
      const from = head[value]!
      const to = Math.min(head[value + 1]!, from + mostInBucket)
      for (let at = from; at < to; at += 1) {
        if (table > 0 && bitCount(check[at]! ^ checked) > radius) continue
        const i = list[at]!
        const hx = words[2 * i]! ^ high
        const lx = words[2 * i + 1]! ^ low
        const distance = bitCount(hx) + bitCount(lx)
        if (distance > radius) continue
        // What an earlier table finds too was told there, unless that table's bucket was too full to get to it.
        if (table > 0 && bitCount(pieceOf(0, hx, lx)) <= pieceRadius && !beyondBound(segment, 0, i)) continue
        if (table > 1 && bitCount(pieceOf(1, hx, lx)) <= pieceRadius && !beyondBound(segment, 1, i)) continue
        onHit(ownerOf(segment, i), segment.places[i]!, distance)
      }
    }
  }
}

/** Lists hold entries in ascending order, so that the last one looked at says whether another was. */
const beyondBound = (segment: Segment, table: number, entry: number): boolean => {
  const piece = pieceOf(table, segment.words[2 * entry]!, segment.words[2 * entry + 1]!)
  const head = segment.heads[table]!
  const from = head[piece]!
  if (head[piece + 1]! - from <= mostInBucket) return false
  return segment.lists[table]![from + mostInBucket - 1]! < entry
}

/** The owner of an entry: the last one that begins at or before it. */
export const ownerOf = ({ owners, starts }: Pick<Segment, 'owners' | 'starts'>, entry: number): number => {
  let [low, high] = [0, owners.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= entry) low = middle
    else high = middle - 1
  }
  return owners[low]!
}

/** Joins entries of segments, in order, without those of owners that are gone. */
export const joinEntries = (parts: readonly Entries[], isGone: (owner: number) => boolean): Entries => {
  const kept = parts.map((part) => Array.from(part.owners, (owner) => !isGone(owner)))
  const sizeOf = (part: Entries, k: number) => (part.starts[k + 1] ?? part.count) - part.starts[k]!
  let [count, ownerCount] = [0, 0]
  for (const [p, part] of parts.entries())
    for (let k = 0; k < part.owners.length; k += 1)
      if (kept[p]![k]) {
        count += sizeOf(part, k)
        ownerCount += 1
      }
  const joined: Entries = { ...emptyEntries(count, ownerCount), count }
  let [at, owner] = [0, 0]
  for (const [p, part] of parts.entries()) {
    for (let k = 0; k < part.owners.length; k += 1) {
      if (!kept[p]![k]) continue
      const [from, to] = [part.starts[k]!, part.starts[k]! + sizeOf(part, k)]
      joined.words.set(part.words.subarray(2 * from, 2 * to), 2 * at)
      joined.places.set(part.places.subarray(from, to), at)
      joined.owners[owner] = part.owners[k]!
      joined.starts[owner] = at
      owner += 1
      at += to - from
    }
  }
  return joined
}

const emptyEntries = (count: number, owners: number): Entries => ({
  count: 0,
  words: new Int32Array(2 * count),
  places: new Uint32Array(count),
  owners: new Uint32Array(owners),
  starts: new Uint32Array(owners),
})
