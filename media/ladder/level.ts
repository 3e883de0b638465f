import type { Rational } from '#media/probe'

/** Level, macroblocks per second, macroblocks per frame, kbit/s for High (H.264 table A-1, High = 1.25 × Main). */
const levels: readonly (readonly [string, number, number, number])[] = [
  ['1.1', 3_000, 396, 240],
  ['1.2', 6_000, 396, 480],
  ['1.3', 11_880, 396, 960],
  ['2.1', 19_800, 792, 5_000],
  ['3.0', 40_500, 1_620, 12_500],
  ['3.1', 108_000, 3_600, 17_500],
  ['3.2', 216_000, 5_120, 25_000],
  ['4.0', 245_760, 8_192, 25_000],
  ['4.2', 522_240, 8_704, 62_500],
  ['5.0', 589_824, 22_080, 168_750],
  ['5.1', 983_040, 36_864, 300_000],
  ['5.2', 2_073_600, 36_864, 300_000],
  ['6.2', 16_711_680, 139_264, 800_000],
]

/** The lowest H.264 level that a picture of this size, rate and peak bit rate fits in. */
export const levelFor = (picture: {
  width: number
  height: number
  frameRate: Rational
  maximumBitsPerSecond: number
}): string => {
  const blocks = Math.ceil(picture.width / 16) * Math.ceil(picture.height / 16)
  const blocksPerSecond = (blocks * picture.frameRate.num) / picture.frameRate.den
  // A very long or very tall picture is bounded in its sides too: no side beyond √(8 × blocks per frame).
  const longest = Math.max(Math.ceil(picture.width / 16), Math.ceil(picture.height / 16))
  const fits = levels.find(
    ([, perSecond, perFrame, kilobits]) =>
      blocks <= perFrame &&
      blocksPerSecond <= perSecond &&
      longest <= Math.sqrt(8 * perFrame) &&
      picture.maximumBitsPerSecond <= kilobits * 1000 * 0.8,
  )
  return fits?.[0] ?? '6.2'
}

/** The RFC 6381 name of H.264 High at a level, as x264 flags it. */
export const avcCodec = (level: string): string =>
  `avc1.6400${Math.round(Number(level) * 10)
    .toString(16)
    .padStart(2, '0')}`
