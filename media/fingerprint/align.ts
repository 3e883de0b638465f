import { bitCount } from './hash.ts'
import { views, wordsPerFrame } from './views.ts'

/** Bits of 64 by which frames may differ and still speak for being the same; unrelated ones differ by 21 and more. */
export const sameBits = 17
/** What one frame can speak against at most: a caption or a cut-in must not end a stretch. */
const mostAgainst = 7
/** A frame that is like the one before says little that is new. */
const leastNews = 0.12
const bitsOfNews = 12
/** Searching forth and back beyond a stretch ends when it has lost so much. */
const mostLost = 60

/** A line along which frames of a query go with frames of a reference: `reference = query * speed + offset`, in frames. */
export type Line = { offset: number; speed: number }
/** A line from one frame of the query to another (exclusive), and how much speaks for it. */
export type Aligned = Line & { from: number; to: number; evidence: number; distance: number }

/** Hashes of frames as `hashFrames` makes them. */
type Hashes = Int32Array

/**
 * By how many bits two frames differ: the mean of the two views that differ least, so that a logo, a caption or a
 * cropping, which spoil some views, do no harm. Undefined where there is nothing to compare.
 */
export const frameDistance = (query: Hashes, i: number, reference: Hashes, j: number): number | undefined => {
  let [least, second, known] = [64, 64, 0]
  for (let view = 0; view < views.length; view += 1) {
    const a = i * wordsPerFrame + 2 * view
    const b = j * wordsPerFrame + 2 * view
    if ((query[a] === 0 && query[a + 1] === 0) || (reference[b] === 0 && reference[b + 1] === 0)) continue
    const distance = bitCount(query[a]! ^ reference[b]!) + bitCount(query[a + 1]! ^ reference[b + 1]!)
    known += 1
    if (distance < least) [least, second] = [distance, least]
    else if (distance < second) second = distance
  }
  if (known === 0) return undefined
  return known === 1 ? least + 3 : (least + second) / 2
}

/** How new each frame is after the one before, 0 to 1. */
export const newsOf = (hashes: Hashes): Float32Array => {
  const news = new Float32Array(hashes.length / wordsPerFrame)
  news[0] = 1
  for (let i = 1; i < news.length; i += 1) {
    const changed = frameDistance(hashes, i, hashes, i - 1) ?? 0
    news[i] = Math.min(1, Math.max(leastNews, changed / bitsOfNews))
  }
  return news
}

/** One query compared with one reference. */
export type Pair = { query: Hashes; news: Float32Array; reference: Hashes }

const gainAt = ({ query, news, reference }: Pair, i: number, { offset, speed }: Line): number => {
  const j = Math.round(i * speed + offset)
  if (j < 0 || j * wordsPerFrame >= reference.length) return -mostAgainst * 0.5
  const distance = frameDistance(query, i, reference, j)
  return distance === undefined ? 0 : Math.max(-mostAgainst, sameBits - distance) * news[i]!
}

/** The stretch of a line within some frames of the query for which most speaks. */
export const bestStretch = (pair: Pair, line: Line, from: number, to: number): Aligned => {
  let [sum, start, best, bestFrom, bestTo] = [0, from, 0, from, from]
  for (let i = from; i < to; i += 1) {
    sum += gainAt(pair, i, line)
    if (sum <= 0) {
      sum = 0
      start = i + 1
    } else if (sum > best) {
      best = sum
      bestFrom = start
      bestTo = i + 1
    }
  }
  return { ...line, from: bestFrom, to: bestTo, evidence: best, distance: 64 }
}

const speeds = Array.from({ length: 25 }, (_, i) => 0.88 + i * 0.01)
/** In frames. Lines that lead to the same frames lie evenly around the one that leads to them exactly. */
const shifts = Array.from({ length: 8 }, (_, i) => i / 2 - 1.75)

/**
 * The line near a given one that fits a stretch best: shifted by up to a second, and at other speeds. Of lines that fit
 * nearly as well, as many do over a still, those are taken that are nearest to the original speed, and of these the
 * middle, by how well all views agree: moments of the query lie between those of the reference.
 */
export const fitLine = (pair: Pair, near: Line, from: number, to: number): Aligned => {
  const middle = (from + to) / 2
  const onto = middle * near.speed + near.offset
  const tried = speeds.flatMap((speed) =>
    shifts.map((shift) => {
      const found = bestStretch(pair, { speed, offset: onto + shift - middle * speed }, from, to)
      return { ...found, evidence: found.evidence * (1 - doubt * Math.abs(speed - 1)) }
    }),
  )
  const most = Math.max(...tried.map(({ evidence }) => evidence))
  if (most === 0) return { ...near, from, to: from, evidence: 0, distance: 64 }
  const good = tried.filter(({ evidence }) => evidence >= most * nearlyAsGood)
  const change = ({ speed }: Line) => Math.round(Math.abs(speed - 1) * 100)
  const least = Math.min(...good.map(change))
  const { speed } = good.find((one) => change(one) === least)!
  const beside = tried.filter((one) => one.speed === speed && one.evidence > most / 2)
  const bits = beside.map((one) => allViews(pair, one))
  const fewest = Math.min(...bits)
  let [sum, weights] = [0, 0]
  for (const [k, { offset }] of beside.entries()) {
    const weight = Math.exp((fewest - bits[k]!) / bitsOfMoment)
    sum += weight * offset
    weights += weight
  }
  const best = beside[bits.indexOf(fewest)]!
  const between = bestStretch(pair, { speed, offset: sum / weights }, from, to)
  return between.evidence >= best.evidence * nearlyAsGood ? between : best
}
const bitsOfMoment = 3
const nearlyAsGood = 0.95
/** Another speed has to fit clearly better: with slow pictures many fit about as well. */
const doubt = 4

/** The mean distance over all views of a stretch, which tells neighbouring moments of a still scene apart. */
const allViews = ({ query, reference }: Pair, { from, to, offset, speed }: Aligned): number => {
  let [sum, count] = [0, 0]
  for (let i = from; i < to; i += 1) {
    const j = Math.round(i * speed + offset)
    if (j < 0 || j * wordsPerFrame >= reference.length) continue
    for (let word = 0; word < wordsPerFrame; word += 1)
      sum += bitCount(query[i * wordsPerFrame + word]! ^ reference[j * wordsPerFrame + word]!)
    count += 1
  }
  return count === 0 ? Infinity : sum / count
}

/** Goes on beyond both ends of a stretch, along its line, for as long as the frames go together. */
export const extended = (pair: Pair, found: Aligned): Aligned => {
  const count = pair.news.length
  const walk = (start: number, step: 1 | -1) => {
    let [sum, best, end] = [0, 0, start]
    for (let i = start; i >= 0 && i < count && sum > best - mostLost; i += step) {
      sum += gainAt(pair, i, found)
      if (sum > best) [best, end] = [sum, i + step]
    }
    return { end, gained: best }
  }
  const after = walk(found.to, 1)
  const before = walk(found.from - 1, -1)
  const from = before.gained > 0 ? before.end + 1 : found.from
  const to = after.gained > 0 ? after.end : found.to
  const evidence = found.evidence + after.gained + before.gained
  return { ...found, from, to, evidence, distance: meanDistance(pair, found, from, to) }
}

/** The mean distance of the frames of a stretch that can be compared, 64 if there are none. */
export const meanDistance = ({ query, reference }: Pair, { offset, speed }: Line, from: number, to: number): number => {
  let [sum, count] = [0, 0]
  for (let i = from; i < to; i += 1) {
    const j = Math.round(i * speed + offset)
    if (j < 0 || j * wordsPerFrame >= reference.length) continue
    const distance = frameDistance(query, i, reference, j)
    if (distance === undefined) continue
    sum += distance
    count += 1
  }
  return count === 0 ? 64 : sum / count
}
