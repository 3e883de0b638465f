/** Coefficients of one second-order filter section, normalised to a0 = 1. */
type Section = { b0: number; b1: number; b2: number; a1: number; a2: number }

/** The two sections of ITU-R BS.1770-4's K-weighting at any sample rate (its tables hold for 48 kHz only). */
export const kWeighting = (sampleRate: number): { shelf: Section; highPass: Section } => {
  const shelf = () => {
    const k = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
    const q = 0.7071752369554196
    const high = 10 ** (3.999843853973347 / 20)
    const band = high ** 0.4996667741545416
    const a0 = 1 + k / q + k * k
    return {
      b0: (high + (band * k) / q + k * k) / a0,
      b1: (2 * (k * k - high)) / a0,
      b2: (high - (band * k) / q + k * k) / a0,
      a1: (2 * (k * k - 1)) / a0,
      a2: (1 - k / q + k * k) / a0,
    }
  }
  const highPass = () => {
    const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
    const q = 0.5003270373238773
    const a0 = 1 + k / q + k * k
    return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 }
  }
  return { shelf: shelf(), highPass: highPass() }
}
