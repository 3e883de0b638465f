/** The interpolator of ITU-R BS.1770-4, annex 2: four phases of twelve taps; two are the others backwards. */
const phase0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
  -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
]
const phase1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
  -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
]

/** How many samples before it an interpolated one depends on. */
export const truePeakHistory = phase0.length - 1
/** No interpolated sample is further from zero than this many times the largest it is made from. */
export const mostOvershoot = phase1.reduce((sum, tap) => sum + Math.abs(tap), 0)

const [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11] = phase0 as Twelve
const [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11] = phase1 as Twelve
type Twelve = [number, number, number, number, number, number, number, number, number, number, number, number]

/** The largest magnitude between the samples `from` ≤ i < `to`, at four times their rate; needs the history before. */
export const truePeakOf = (x: Float32Array, from: number, to: number): number => {
  let peak = 0
  for (let i = from; i < to; i += 1) {
    const s0 = x[i]!
    const s1 = x[i - 1]!
    const s2 = x[i - 2]!
    const s3 = x[i - 3]!
    const s4 = x[i - 4]!
    const s5 = x[i - 5]!
    const s6 = x[i - 6]!
    const s7 = x[i - 7]!
    const s8 = x[i - 8]!
    const s9 = x[i - 9]!
    const s10 = x[i - 10]!
    const s11 = x[i - 11]!
    const first = Math.abs(
      a0 * s0 +
        a1 * s1 +
        a2 * s2 +
        a3 * s3 +
        a4 * s4 +
        a5 * s5 +
        a6 * s6 +
        a7 * s7 +
        a8 * s8 +
        a9 * s9 +
        a10 * s10 +
        a11 * s11,
    )
    const second = Math.abs(
      b0 * s0 +
        b1 * s1 +
        b2 * s2 +
        b3 * s3 +
        b4 * s4 +
        b5 * s5 +
        b6 * s6 +
        b7 * s7 +
        b8 * s8 +
        b9 * s9 +
        b10 * s10 +
        b11 * s11,
    )
    const third = Math.abs(
      b11 * s0 +
        b10 * s1 +
        b9 * s2 +
        b8 * s3 +
        b7 * s4 +
        b6 * s5 +
        b5 * s6 +
        b4 * s7 +
        b3 * s8 +
        b2 * s9 +
        b1 * s10 +
        b0 * s11,
    )
    const fourth = Math.abs(
      a11 * s0 +
        a10 * s1 +
        a9 * s2 +
        a8 * s3 +
        a7 * s4 +
        a6 * s5 +
        a5 * s6 +
        a4 * s7 +
        a3 * s8 +
        a2 * s9 +
        a1 * s10 +
        a0 * s11,
    )
    if (first > peak) peak = first
    if (second > peak) peak = second
    if (third > peak) peak = third
    if (fourth > peak) peak = fourth
  }
  return peak
}
