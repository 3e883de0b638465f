import type { Loudness } from './types.ts'

const absoluteGateLufs = -70
const momentaryBlocks = 4
const shortTermBlocks = 30

/** Loudness of a mean square of K-weighted, channel-weighted samples; −Infinity for none. */
export const lufs = (meanSquare: number): number => -0.691 + 10 * Math.log10(meanSquare)
const meanSquareOf = (loudness: number): number => 10 ** ((loudness + 0.691) / 10)

/** Loudness of the windows that end with each block of 100 ms: NaN where the window begins before the sound does. */
export const slidingLufs = (blocks: Float64Array, window: number): Float64Array => {
  const all = new Float64Array(blocks.length).fill(Number.NaN)
  for (let i = window - 1; i < blocks.length; i += 1) {
    let sum = 0
    for (let back = 0; back < window; back += 1) sum += blocks[i - back]!
    all[i] = lufs(sum / window)
  }
  return all
}

/** Momentary (400 ms) and short-term (3 s) loudness at the end of every block, from the blocks' mean squares. */
export const loudnessLanes = (blocks: Float64Array) => ({
  momentary: slidingLufs(blocks, momentaryBlocks),
  shortTerm: slidingLufs(blocks, shortTermBlocks),
})

/** Programme loudness and range (LRA) of what the lanes hold. */
export const programmeLoudness = ({
  momentary,
  shortTerm,
}: ReturnType<typeof loudnessLanes>): Omit<Loudness, 'truePeakDbtp' | 'truePeakAtSeconds'> => ({
  integratedLufs: integrated(momentary),
  rangeLu: range(shortTerm),
  maximumMomentaryLufs: largest(momentary),
  maximumShortTermLufs: largest(shortTerm),
})

const largest = (values: Float64Array): number | null => {
  const most = values.reduce((most, one) => (one > most ? one : most), Number.NEGATIVE_INFINITY)
  return Number.isFinite(most) ? most : null
}

/** What lies above a gate; NaN is above none. */
const above = (values: Float64Array, gate: number): Float64Array => values.filter((one) => one > gate)

/** The loudness of windows taken together. */
const together = (values: Float64Array): number =>
  lufs(values.reduce((sum, one) => sum + meanSquareOf(one), 0) / values.length)

const integrated = (momentary: Float64Array): number | null => {
  const audible = above(momentary, absoluteGateLufs)
  return audible.length === 0 ? null : together(above(audible, together(audible) - 10))
}

const range = (shortTerm: Float64Array): number | null => {
  const audible = above(shortTerm, absoluteGateLufs)
  if (audible.length === 0) return null
  const counted = above(audible, together(audible) - 20).toSorted()
  const at = (share: number) => counted[Math.round((counted.length - 1) * share)]!
  return at(0.95) - at(0.1)
}
