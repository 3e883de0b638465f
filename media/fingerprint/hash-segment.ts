import { bitCount } from './hash.ts'

/**
 * An immutable part of an index. Entries are sorted by the first of three pieces of the hash (22, 21 and 21 bits), so
 * that those with one value of it lie side by side; `order` says where in the order of owners each is: owner `owners[k]`
 * has the numbers from `starts[k]` on, and `places` says by the same numbers where in the owner an entry is from. For
 * each piece `heads[t]` says where the entries with a value of it begin: among the entries themselves, and in `lists`
 * for the other two.
 */
export type Segment = {
  count: number
  /** High and low word side by side, so that looking at a hash costs one way to the memory and not two. */
  words: Int32Array
  order: Uint32Array
  places: Uint32Array
  owners: Uint32Array
  starts: Uint32Array
  heads: Uint32Array[]
  lists: Uint32Array[]
  /** Beside the lists: 32 other bits of each entry, which rule out nearly all at sight. */
  checks: Int32Array[]
  /** Entries that lie beyond the bound of their bucket in all three tables: a lookup does not see them. */
  crowded: number
}

/** Entries without tables, sorted by owner, as they come in. */
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

/** The bits that stand in `checks` of the second or third table: within the radius they differ by no more than it. */
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
  const { count } = entries
  const beyond = new Uint8Array(count)
  const [first, order] = tableOf(entries.words, 0, beyond)
  // Crowded ones are counted by where an entry lies, which is now another place.
  const moved = beyond.slice()
  const words = new Int32Array(2 * count)
  for (let at = 0; at < count; at += 1) {
    const from = order[at]!
    words[2 * at] = entries.words[2 * from]!
    words[2 * at + 1] = entries.words[2 * from + 1]!
    beyond[at] = moved[from]!
  }
  const [second, listBySecond] = tableOf(words, 1, beyond)
  const [third, listByThird] = tableOf(words, 2, beyond)
  const lists = [listBySecond, listByThird]
  const checks = lists.map((list, k) => {
    const check = new Int32Array(count)
    for (let at = 0; at < count; at += 1) check[at] = checkOf(k + 1, words[2 * list[at]!]!, words[2 * list[at]! + 1]!)
    return check
  })
  const crowded = beyond.reduce((sum, tables) => sum + (tables === pieceBits.length ? 1 : 0), 0)
  return { ...entries, words, order, heads: [first, second, third], lists, checks, crowded }
}

/** Where the entries with each value of a piece begin, and the entries in that order, ascending where it is the same. */
const tableOf = (words: Int32Array, table: number, beyond: Uint8Array): [head: Uint32Array, list: Uint32Array] => {
  const count = beyond.length
  const head = new Uint32Array(2 ** pieceBits[table]! + 1)
  for (let i = 0; i < count; i += 1) head[pieceOf(table, words[2 * i]!, words[2 * i + 1]!) + 1]! += 1
  for (let b = 0; b < head.length - 1; b += 1) head[b + 1]! += head[b]!
  const list = new Uint32Array(count)
  const next = head.slice(0, -1)
  for (let i = 0; i < count; i += 1) {
    const piece = pieceOf(table, words[2 * i]!, words[2 * i + 1]!)
    const at = next[piece]!
    next[piece] = at + 1
    list[at] = i
    if (at - head[piece]! >= mostInBucket) beyond[i]! += 1
  }
  return [head, list]
}

/** The entries of a segment sorted by owner again. */
export const entriesOf = ({ count, words: sorted, order, places, owners, starts }: Segment): Entries => {
  const words = new Int32Array(2 * count)
  for (let at = 0; at < count; at += 1) {
    const to = order[at]!
    words[2 * to] = sorted[2 * at]!
    words[2 * to + 1] = sorted[2 * at + 1]!
  }
  return { count, words, places, owners, starts }
}

/** Finds all entries within `radius` (at most 8) bits of a hash, each once, in no order. */
export const searchSegment = (segment: Segment, high: number, low: number, radius: number, onHit: OnHit): void => {
  const { words, order } = segment
  const pieceRadius = Math.floor(Math.min(radius, largestRadius) / pieceBits.length)
  const tell = (i: number, distance: number) => {
    const number = order[i]!
    onHit(ownerOf(segment, number), segment.places[number]!, distance)
  }
  const [head] = segment.heads as [Uint32Array]
  const piece = pieceOf(0, high, low)
  for (const flip of flips[0]![pieceRadius]!) {
    const from = head[piece ^ flip]!
    const to = Math.min(head[(piece ^ flip) + 1]!, from + mostInBucket)
    for (let i = from; i < to; i += 1) {
      const distance = bitCount(words[2 * i]! ^ high) + bitCount(words[2 * i + 1]! ^ low)
      if (distance <= radius) tell(i, distance)
    }
  }
  for (let table = 1; table < pieceBits.length; table += 1) searchTable(segment, table, { high, low }, radius, tell)
}

/** What the second or third table finds that none before it has told. */
const searchTable = (
  segment: Segment,
  table: number,
  { high, low }: { high: number; low: number },
  radius: number,
  tell: (i: number, distance: number) => void,
): void => {
  const { words } = segment
  const pieceRadius = Math.floor(Math.min(radius, largestRadius) / pieceBits.length)
  const head = segment.heads[table]!
  const list = segment.lists[table - 1]!
  const check = segment.checks[table - 1]!
  const checked = checkOf(table, high, low)
  const piece = pieceOf(table, high, low)
  for (const flip of flips[table]![pieceRadius]!) {
    const from = head[piece ^ flip]!
    const to = Math.min(head[(piece ^ flip) + 1]!, from + mostInBucket)
    for (let at = from; at < to; at += 1) {
      if (bitCount(check[at]! ^ checked) > radius) continue
      const i = list[at]!
      const hx = words[2 * i]! ^ high
      const lx = words[2 * i + 1]! ^ low
      const distance = bitCount(hx) + bitCount(lx)
      if (distance > radius) continue
      // What an earlier table finds too was told there, unless that table's bucket was too full to get to it.
      if (bitCount(pieceOf(0, hx, lx)) <= pieceRadius && !beyondBound(segment, 0, i)) continue
      if (table > 1 && bitCount(pieceOf(1, hx, lx)) <= pieceRadius && !beyondBound(segment, 1, i)) continue
      tell(i, distance)
    }
  }
}

/** Entries stand in ascending order in each bucket, so that the last one looked at says whether another was. */
const beyondBound = (segment: Segment, table: number, entry: number): boolean => {
  const piece = pieceOf(table, segment.words[2 * entry]!, segment.words[2 * entry + 1]!)
  const head = segment.heads[table]!
  const from = head[piece]!
  if (head[piece + 1]! - from <= mostInBucket) return false
  const last = from + mostInBucket - 1
  return (table === 0 ? last : segment.lists[table - 1]![last]!) < entry
}

/** The owner of an entry by its number: the last one that begins at or before it. */
const ownerOf = ({ owners, starts }: Pick<Segment, 'owners' | 'starts'>, entry: number): number => {
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
