import type { Rational } from '#media/probe'

/** How a frame was scanned, as far as its lines tell. */
export const scans = ['undetermined', 'progressive', 'topFieldFirst', 'bottomFieldFirst'] as const
export type Scan = (typeof scans)[number]

/**
 * What is measured of every frame, one number a frame in each column. Luma is that of video range (16 black, 235
 * white), whatever range the source has; fractions are kept as whole numbers of 1/256.
 */
export type Columns = {
  /** Mean luma, in 1/256. */
  mean: Uint16Array
  /** Luma that 0.5 % of the picture is not above, and that 0.5 % is not below. */
  low: Uint8Array
  high: Uint8Array
  /** Share of the picture that is black, and share beyond what video range allows, in 1/65535. */
  black: Uint16Array
  illegal: Uint16Array
  /** Difference to the frame before: mean of all, and of the cell that changed most, in 1/256 of a level. */
  change: Uint16Array
  cellChange: Uint16Array
  /** Luminance by which at least a quarter of the picture became brighter, and darker, in 1/100 cd/m². */
  brighter: Uint16Array
  darker: Uint16Array
  /** Dark rows and columns at each edge, of the small picture. */
  top: Uint8Array
  bottom: Uint8Array
  left: Uint8Array
  right: Uint8Array
  /** Index into `scans`. */
  scan: Uint8Array
}

/**
 * The picture signals of a run of frames: a slice, or a whole asset. Frames are those of the constant output rate,
 * counted from the first picture. A piece keeps its first and last small picture, by which pieces are joined.
 */
export type PictureSignals = {
  frameRate: Rational
  startFrame: number
  frames: number
  /** Size of the small grey picture that is measured. */
  width: number
  height: number
  columns: Columns
  first: Uint8Array
  last: Uint8Array
  /** Grey pictures of 32 × 32 (luma as it is in the source), two a second; see `stillFrame` for their moments. */
  stills: { firstIndex: number; count: number; pixels: Uint8Array }
  /** What the decoder complained of, with the run of frames it was working on. */
  complaints: Complaint[]
}

/** Something the decoder said against the source, somewhere in a stretch of it. */
export type Complaint = Interval & { message: string }

/** A stretch of time in seconds after the first picture, from the start of its first frame to the end of its last. */
export type Interval = { startSeconds: number; endSeconds: number }
