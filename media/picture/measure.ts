import { changeMeter, luminanceOf } from './luminance.ts'

/** Luma up to which a pixel is black. */
const blackLuma = 32
/** Luma that video may reach beyond black and white for a moment (EBU R 103). */
const [lowestLegal, highestLegal] = [5, 246]
const cellSide = 8
/** A flash counts when it takes up a quarter of the screen (ITU-R BT.1702). */
const flashShare = 0.25
/** What a row or column may hold of brighter pixels (noise, a logo's edge) and still be dark. */
const brightInDark = 0.02

/** What one picture shows by itself. Units as in Columns. */
export type Look = {
  mean: number
  low: number
  high: number
  black: number
  illegal: number
  top: number
  bottom: number
  left: number
  right: number
}

/** How a picture differs from the one before. Units as in Columns. */
export type Change = { change: number; cellChange: number; brighter: number; darker: number }

/** The luma at which a share of the pixels has been counted, from the dark end or from the bright one. */
const percentile = (histogram: Uint32Array, enough: number, from: 'dark' | 'bright'): number => {
  let sum = 0
  for (let i = 0; i < 256; i += 1) {
    const luma = from === 'dark' ? i : 255 - i
    sum += histogram[luma] ?? 0
    if (sum > enough) return luma
  }
  return from === 'dark' ? 255 : 0
}

const countOf = (histogram: Uint32Array, from: number, to: number): number => {
  let sum = 0
  for (let luma = from; luma <= to; luma += 1) sum += histogram[luma] ?? 0
  return sum
}

/** Measures small grey pictures of one size; holds only its working memory. */
export const pictureMeter = (width: number, height: number) => {
  const pixels = width * height
  const columns = Math.ceil(width / cellSide)
  const rows = Math.ceil(height / cellSide)
  const cells = columns * rows
  const histogram = new Uint32Array(256)
  const cellOf = Uint16Array.from({ length: width }, (_, x) => Math.floor(x / cellSide))
  const cellPixels = Float64Array.from({ length: cells }, (_, cell) => {
    const [x, y] = [(cell % columns) * cellSide, Math.floor(cell / columns) * cellSide]
    return Math.min(cellSide, width - x) * Math.min(cellSide, height - y)
  })
  const sums = new Uint32Array(cells)
  const [lightBefore, lightNow] = [new Float64Array(cells), new Float64Array(cells)]
  const measureChange = changeMeter(cells, flashShare)

  const lightOf = (picture: Uint8Array, light: Float64Array): void => {
    sums.fill(0)
    for (let y = 0; y < height; y += 1) {
      const row = Math.floor(y / cellSide) * columns
      for (let x = 0, at = y * width; x < width; x += 1, at += 1) sums[row + cellOf[x]!]! += picture[at]!
    }
    for (let cell = 0; cell < cells; cell += 1) light[cell] = luminanceOf[Math.round(sums[cell]! / cellPixels[cell]!)]!
  }

  const darkLines = (
    picture: Uint8Array,
    edge: { lines: number; length: number; at: (line: number) => number; step: number },
  ) => {
    const mayBeBright = edge.length * brightInDark
    for (let line = 0; line < edge.lines; line += 1) {
      let bright = 0
      for (let i = 0, at = edge.at(line); i < edge.length; i += 1, at += edge.step)
        if (picture[at]! > blackLuma) bright += 1
      if (bright > mayBeBright) return line
    }
    return edge.lines
  }

  return {
    look(picture: Uint8Array): Look {
      histogram.fill(0)
      let sum = 0
      for (let at = 0; at < pixels; at += 1) {
        const luma = picture[at]!
        histogram[luma]! += 1
        sum += luma
      }
      const byRow = { lines: height, length: width, step: 1 }
      const byColumn = { lines: width, length: height, step: width }
      return {
        mean: Math.round((sum / pixels) * 256),
        low: percentile(histogram, pixels * 0.005, 'dark'),
        high: percentile(histogram, pixels * 0.005, 'bright'),
        black: Math.floor((countOf(histogram, 0, blackLuma) / pixels) * 65_535),
        illegal: Math.floor(
          ((countOf(histogram, 0, lowestLegal - 1) + countOf(histogram, highestLegal + 1, 255)) / pixels) * 65_535,
        ),
        top: Math.min(255, darkLines(picture, { ...byRow, at: (line) => line * width })),
        bottom: Math.min(255, darkLines(picture, { ...byRow, at: (line) => (height - 1 - line) * width })),
        left: Math.min(255, darkLines(picture, { ...byColumn, at: (line) => line })),
        right: Math.min(255, darkLines(picture, { ...byColumn, at: (line) => width - 1 - line })),
      }
    },

    change(before: Uint8Array, now: Uint8Array): Change {
      sums.fill(0)
      let total = 0
      for (let y = 0; y < height; y += 1) {
        const row = Math.floor(y / cellSide) * columns
        for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
          const difference = Math.abs(now[at]! - before[at]!)
          sums[row + cellOf[x]!]! += difference
          total += difference
        }
      }
      let most = 0
      for (let cell = 0; cell < cells; cell += 1) most = Math.max(most, sums[cell]! / cellPixels[cell]!)
      const still = { change: Math.round((total / pixels) * 256), cellChange: Math.min(65_535, Math.round(most * 256)) }
      // Light that moves by less than a level a cell cannot be a flash.
      if (most < 1) return { ...still, brighter: 0, darker: 0 }
      lightOf(before, lightBefore)
      lightOf(now, lightNow)
      return { ...still, ...measureChange(lightBefore, lightNow) }
    },
  }
}
