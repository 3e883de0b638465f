import type { Rational } from '#media/probe'

/** Side of a still, in pixels. */
export const stillSide = 32
/** Stills a second. */
export const stillsPerSecond = 2

/** The frame that the k-th still of an asset shows: the nearest one to k half seconds. */
export const stillFrame = (k: number, rate: Rational): number => Math.round((k * rate.num) / rate.den / stillsPerSecond)

/** The first still that shows this frame or a later one. */
export const firstStillFrom = (frame: number, rate: Rational): number => {
  let k = Math.max(0, Math.floor((frame * rate.den * stillsPerSecond) / rate.num) - 1)
  while (stillFrame(k, rate) < frame) k += 1
  return k
}

/** Which pixels of one side a still's pixel covers, and how much of each. */
const sharesOf = (pixels: number): { from: number; shares: number[] }[] =>
  Array.from({ length: stillSide }, (_, i) => {
    const [start, end] = [(i * pixels) / stillSide, ((i + 1) * pixels) / stillSide]
    const from = Math.floor(start)
    const to = Math.min(pixels, Math.ceil(end))
    const shares = Array.from(
      { length: to - from },
      (_, j) => (Math.min(end, from + j + 1) - Math.max(start, from + j)) / (end - start),
    )
    return { from, shares }
  })

/** Makes stills of grey pictures of one size, by area: every pixel counts by how much of it is covered. */
export const stillMaker = (width: number, height: number): ((picture: Uint8Array) => Uint8Array) => {
  const [columns, rows] = [sharesOf(width), sharesOf(height)]
  return (picture) => {
    const narrow = new Float64Array(height * stillSide)
    for (let y = 0; y < height; y += 1)
      for (const [x, { from, shares }] of columns.entries()) {
        let sum = 0
        for (let i = 0; i < shares.length; i += 1) sum += (shares[i] ?? 0) * (picture[y * width + from + i] ?? 0)
        narrow[y * stillSide + x] = sum
      }
    const still = new Uint8Array(stillSide * stillSide)
    for (const [y, { from, shares }] of rows.entries())
      for (let x = 0; x < stillSide; x += 1) {
        let sum = 0
        for (let i = 0; i < shares.length; i += 1) sum += (shares[i] ?? 0) * (narrow[(from + i) * stillSide + x] ?? 0)
        still[y * stillSide + x] = Math.round(sum)
      }
    return still
  }
}
