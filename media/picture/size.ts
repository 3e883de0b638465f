import type { Probe } from '#media/probe'

const shortSide = 144
const longestSide = 512
/** Of a still: less would have nothing to make it of. */
const leastSide = 32

/** The size of the small picture that is measured: its short side 32 to 144, shaped like the shown picture. */
export const smallSize = (probe: Probe): { width: number; height: number } => {
  const { codedWidth = 0, codedHeight = 0, rotationDegrees = 0 } = probe.video ?? {}
  const sideways = rotationDegrees === 90 || rotationDegrees === 270
  const [width, height] = sideways ? [codedHeight, codedWidth] : [codedWidth, codedHeight]
  const scale = Math.min(1, shortSide / Math.min(width, height), longestSide / Math.max(width, height))
  const even = (side: number) => Math.max(leastSide, Math.round((side * scale) / 2) * 2)
  return { width: even(width), height: even(height) }
}
