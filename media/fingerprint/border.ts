import { frameBytes, frameSide, wholeWindow, type Window } from './frames.ts'

/** Of all frames as many are looked at; bars do not come and go within moments. */
const mostLooked = 120
/** A bar is one grey, give or take what compression and noise do to it at this size. */
const spreadInBar = 5
const driftOfBar = 6
/** Frames that may show something in a bar all the same (a fade, a logo that passes). */
const exceptions = 0.06
const most = Math.floor(frameSide * 0.4)

/**
 * The picture without bars at its edges: rows and columns that are of one unchanging grey in almost all frames. Exact
 * to a fraction of a pixel, since the pixel at the edge is a mixture of bar and picture.
 */
export const pictureWindow = (frames: Uint8Array): Window => {
  const count = Math.floor(frames.length / frameBytes)
  if (count === 0) return wholeWindow
  const looked = Math.min(count, mostLooked)
  const offsets = Array.from({ length: looked }, (_, i) => Math.floor((i * count) / looked) * frameBytes)
  const top = edge(frames, offsets, (line, at) => line * frameSide + at)
  const bottom = edge(frames, offsets, (line, at) => (frameSide - 1 - line) * frameSide + at)
  const left = edge(frames, offsets, (line, at) => at * frameSide + line)
  const right = edge(frames, offsets, (line, at) => at * frameSide + frameSide - 1 - line)
  return { left, top, right: 1 - right, bottom: 1 - bottom }
}

type Place = (line: number, at: number) => number

/** How far the bar at one edge reaches, as a fraction of the side. */
const edge = (frames: Uint8Array, offsets: readonly number[], place: Place): number => {
  let lines = 0
  const first = levelOf(frames, offsets, 0, place)
  if (first === undefined) return 0
  while (lines < most) {
    const level = levelOf(frames, offsets, lines, place)
    if (level === undefined || Math.abs(level - first) > driftOfBar) break
    lines += 1
  }
  // As dark as a bar that goes on and on is a dark picture, not a bar.
  if (lines === 0 || lines >= most) return 0
  return (lines + mixed(frames, offsets, lines, first, place)) / frameSide
}

/** The grey of a line that is of one grey in almost all frames and the same in all of them. */
const levelOf = (frames: Uint8Array, offsets: readonly number[], line: number, place: Place): number | undefined => {
  const levels: number[] = []
  for (const offset of offsets) {
    let [low, high, sum] = [255, 0, 0]
    for (let at = 0; at < frameSide; at += 1) {
      const value = frames[offset + place(line, at)]!
      if (value < low) low = value
      if (value > high) high = value
      sum += value
    }
    if (high - low <= 2 * spreadInBar) levels.push(sum / frameSide)
  }
  if (levels.length < offsets.length * (1 - exceptions)) return undefined
  const middle = levels.toSorted((a, b) => a - b)[levels.length >> 1]!
  const steady = levels.filter((level) => Math.abs(level - middle) <= driftOfBar).length
  return steady >= offsets.length * (1 - exceptions) ? middle : undefined
}

/** How much of the first line of the picture is still bar: it lies between the bar's grey and the line after it. */
const mixed = (frames: Uint8Array, offsets: readonly number[], line: number, level: number, place: Place): number => {
  let [product, square] = [0, 0]
  for (const offset of offsets) {
    for (let at = 0; at < frameSide; at += 1) {
      const next = frames[offset + place(line + 1, at)]! - level
      product += (frames[offset + place(line, at)]! - level) * next
      square += next * next
    }
  }
  return square === 0 ? 0 : Math.min(1, Math.max(0, 1 - product / square))
}
