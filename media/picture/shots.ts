import { intervalOf } from './frames.ts'
import type { Interval, PictureSignals } from './types.ts'

/** A cut changes the mean luma difference by this share of full scale at least, from one frame to the next. */
const cutShare = 0.1

/**
 * The shots of a picture, from cut to cut: a cut is where a frame differs from the one before far more than that one
 * did from its own (the measure of ffmpeg's scdet).
 */
export const shots = (signals: PictureSignals): Interval[] => {
  const { change } = signals.columns
  const least = cutShare * 256 * 100
  const starts = [0]
  for (let frame = 1; frame < signals.frames; frame += 1)
    if (Math.min(change[frame]!, Math.abs(change[frame]! - change[frame - 1]!)) >= least) starts.push(frame)
  return starts.map((from, i) => intervalOf(signals, { from, to: starts[i + 1] ?? signals.frames }))
}
