import { frameBytes, frameSide, type Window } from './frames.ts'

const mostLooked = 60
/** A step of so many grey levels between neighbours counts as an edge in full. */
const fullStep = 14
const leastSide = Math.round(frameSide * 0.4)
const mostFound = 4
const leastScore = 6

/**
 * Rectangles in which another picture seems to be set: their sides are steps that stay at their place in almost all
 * frames, while steps within moving pictures come and go. The best four, or fewer.
 */
export const likelyInset = (frames: Uint8Array): Window[] => {
  const { across, down } = lastingSteps(frames)
  const found: { score: number; left: number; top: number; right: number; bottom: number }[] = []
  // Sums of steps along each line make the strength of any side a matter of one subtraction.
  const sumsAcross = runningSums(across)
  const sumsDown = runningSums(down)
  /** By how much a line stands out from those beside it, between two places. */
  const ridge = (sums: Float64Array, line: number, from: number, to: number): number => {
    if (line === 0 || line === frameSide) return 0
    const strength = (at: number) => sums[at * (frameSide + 1) + to]! - sums[at * (frameSide + 1) + from]!
    const beside = Math.max(strength(Math.max(0, line - 2)), strength(Math.min(frameSide, line + 2)))
    return strength(line) - beside
  }
  for (let left = 0; left <= frameSide - leastSide; left += 1) {
    for (let right = left + leastSide; right <= frameSide; right += 1) {
      for (let top = 0; top <= frameSide - leastSide; top += 1) {
        for (let bottom = top + leastSide; bottom <= frameSide; bottom += 1) {
          const score =
            ridge(sumsAcross, left, top, bottom) +
            ridge(sumsAcross, right, top, bottom) +
            ridge(sumsDown, top, left, right) +
            ridge(sumsDown, bottom, left, right)
          if (score > leastScore) found.push({ score, left, top, right, bottom })
        }
      }
    }
  }
  const best: typeof found = []
  for (const one of found.toSorted((a, b) => b.score - a.score)) {
    if (best.length >= mostFound) break
    const known = best.some(
      (other) =>
        Math.abs(other.left - one.left) + Math.abs(other.right - one.right) <= 2 &&
        Math.abs(other.top - one.top) + Math.abs(other.bottom - one.bottom) <= 2,
    )
    if (!known) best.push(one)
  }
  return best.map(({ left, top, right, bottom }) => ({
    left: left / frameSide,
    top: top / frameSide,
    right: right / frameSide,
    bottom: bottom / frameSide,
  }))
}

/**
 * How lasting the steps are: `across[x][y]` between columns x-1 and x in row y, `down[y][x]` between rows y-1 and y in
 * column x; 1 where there is always a clear one. A step that a border within a pixel splits in two counts for the
 * larger half.
 */
const lastingSteps = (frames: Uint8Array) => {
  const count = Math.floor(frames.length / frameBytes)
  const looked = Math.min(count, mostLooked)
  const across = new Float64Array((frameSide + 1) * frameSide)
  const down = new Float64Array((frameSide + 1) * frameSide)
  for (let k = 0; k < looked; k += 1) {
    const offset = Math.floor((k * count) / looked) * frameBytes
    for (let a = 1; a < frameSide; a += 1) {
      for (let b = 0; b < frameSide; b += 1) {
        const column = Math.abs(frames[offset + b * frameSide + a]! - frames[offset + b * frameSide + a - 1]!)
        const row = Math.abs(frames[offset + a * frameSide + b]! - frames[offset + (a - 1) * frameSide + b]!)
        across[a * frameSide + b]! += Math.min(1, column / fullStep) / looked
        down[a * frameSide + b]! += Math.min(1, row / fullStep) / looked
      }
    }
  }
  return { across, down }
}

const runningSums = (lines: Float64Array): Float64Array => {
  const sums = new Float64Array((frameSide + 1) * (frameSide + 1))
  for (let line = 0; line <= frameSide; line += 1)
    for (let at = 0; at < frameSide; at += 1)
      sums[line * (frameSide + 1) + at + 1] = sums[line * (frameSide + 1) + at]! + (lines[line * frameSide + at] ?? 0)
  return sums
}
