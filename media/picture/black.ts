import { framesIn, intervalOf, runsWhere } from './frames.ts'
import type { Interval, PictureSignals } from './types.ts'

/** How much of a picture must be black, how dark it may be on the whole, and what of it may stand out at most. */
const blackShare = 0.98
const darkestMean = 24
const brightestRest = 64

/** Whether a frame shows nothing but black. */
export const isBlack = ({ columns }: Pick<PictureSignals, 'columns'>, frame: number): boolean =>
  columns.black[frame]! >= blackShare * 65_535 &&
  columns.mean[frame]! <= darkestMean * 256 &&
  columns.high[frame]! <= brightestRest

/** Where the picture is black for at least so long. */
export const blackIntervals = (signals: PictureSignals, minimumSeconds: number): Interval[] =>
  runsWhere(signals.frames, (frame) => isBlack(signals, frame))
    .filter(({ from, to }) => to - from >= framesIn(signals, minimumSeconds))
    .map((run) => intervalOf(signals, run))
