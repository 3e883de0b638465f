import type { Rational } from '#media/probe'

/** How pictures are coded. Every ladder has H.264, which everything plays; the others come beside it. */
export type VideoCoding = 'h264' | 'hevc' | 'av1'
export type AdditionalCoding = Exclude<VideoCoding, 'h264'>

const byEntry: Record<string, VideoCoding> = { avc1: 'h264', hvc1: 'hevc', av01: 'av1' }

/** The coding that a codec string (RFC 6381) of ours names. */
export const codingOf = (codec: string): VideoCoding => byEntry[codec.slice(0, 4)] ?? 'h264'

/**
 * What a coding needs beside H.264 for the same likeness: added to the CRF, and as a share of the peak rate. Measured on
 * 854 × 480 of Big Buck Bunny: 37.0 dB at 1,335 kb/s of H.264, 842 of HEVC, 700 of AV1.
 */
export const beside: Record<VideoCoding, { crf: number; rate: number }> = {
  h264: { crf: 0, rate: 1 },
  hevc: { crf: 3, rate: 0.65 },
  av1: { crf: 16, rate: 0.6 },
}

type Picture = {
  width: number
  height: number
  frameRate: Rational
  maximumBitsPerSecond: number
  bufferBits: number
}

/** Level, luma samples per picture, luma samples per second, kbit/s of Main tier (H.265 tables A.8 and A.9). */
const hevcLevels: readonly (readonly [string, number, number, number])[] = [
  ['2.0', 122_880, 3_686_400, 1_500],
  ['2.1', 245_760, 7_372_800, 3_000],
  ['3.0', 552_960, 16_588_800, 6_000],
  ['3.1', 983_040, 33_177_600, 10_000],
  ['4.0', 2_228_224, 66_846_720, 12_000],
  ['4.1', 2_228_224, 133_693_440, 20_000],
  ['5.0', 8_912_896, 267_386_880, 25_000],
  ['5.1', 8_912_896, 534_773_760, 40_000],
  ['5.2', 8_912_896, 1_069_547_520, 60_000],
]

/** The lowest HEVC level (Main tier) that a picture fits in. */
export const hevcLevelFor = ({ width, height, frameRate, maximumBitsPerSecond, bufferBits }: Picture): string => {
  // Pictures are coded in blocks of 8.
  const samples = Math.ceil(width / 8) * Math.ceil(height / 8) * 64
  const samplesPerSecond = (samples * frameRate.num) / frameRate.den
  const fits = hevcLevels.find(
    ([, perPicture, perSecond, kilobits]) =>
      samples <= perPicture &&
      samplesPerSecond <= perSecond &&
      Math.max(width, height) <= Math.sqrt(8 * perPicture) &&
      Math.max(maximumBitsPerSecond, bufferBits) <= kilobits * 1000,
  )
  return fits?.[0] ?? '6.2'
}

/** The RFC 6381 name (ISO/IEC 14496-15, E.3) of HEVC Main, Main tier, progressive frames only, at a level. */
export const hevcCodec = (level: string): string => `hvc1.1.6.L${Math.round(Number(level) * 30)}.90`

/** Level, samples per picture, longest width and height, samples per second, Mbit/s of Main tier (AV1, A.3). */
const av1Levels: readonly (readonly [string, number, number, number, number, number])[] = [
  ['2.0', 147_456, 2_048, 1_152, 4_423_680, 1.5],
  ['2.1', 278_784, 2_816, 1_584, 8_363_520, 3],
  ['3.0', 665_856, 4_352, 2_448, 19_975_680, 6],
  ['3.1', 1_065_024, 5_504, 3_096, 31_950_720, 10],
  ['4.0', 2_359_296, 6_144, 3_456, 70_778_880, 12],
  ['4.1', 2_359_296, 6_144, 3_456, 141_557_760, 20],
  ['5.0', 8_912_896, 8_192, 4_352, 267_386_880, 30],
  ['5.1', 8_912_896, 8_192, 4_352, 534_773_760, 40],
  ['5.2', 8_912_896, 8_192, 4_352, 1_069_547_520, 60],
]

/** The lowest AV1 level (Main tier) that a picture fits in. */
export const av1LevelFor = ({ width, height, frameRate, maximumBitsPerSecond }: Picture): string => {
  const samples = width * height
  const fits = av1Levels.find(
    ([, perPicture, widest, highest, perSecond, megabits]) =>
      samples <= perPicture &&
      width <= widest &&
      height <= highest &&
      (samples * frameRate.num) / frameRate.den <= perSecond &&
      maximumBitsPerSecond <= megabits * 1e6,
  )
  return fits?.[0] ?? '6.2'
}

/** The name (AV1 in ISO BMFF, 5) of AV1 Main, Main tier, 8 bit, at a level. */
export const av1Codec = (level: string): string => {
  const [major = 0, minor = 0] = level.split('.').map(Number)
  return `av01.0.${String((major - 2) * 4 + minor).padStart(2, '0')}M.08`
}
