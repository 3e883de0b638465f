import type { Interval, PictureSignals } from './types.ts'

/** A run of frames, `to` not included, counted within the signals. */
export type FrameSpan = { from: number; to: number }

/** How many frames make up a time, at least one. */
export const framesIn = ({ frameRate }: Pick<PictureSignals, 'frameRate'>, seconds: number): number =>
  Math.max(1, Math.round((seconds * frameRate.num) / frameRate.den))

/** A run of frames as time on the asset. */
export const intervalOf = ({ frameRate, startFrame }: PictureSignals, { from, to }: FrameSpan): Interval => ({
  startSeconds: ((startFrame + from) * frameRate.den) / frameRate.num,
  endSeconds: ((startFrame + to) * frameRate.den) / frameRate.num,
})

/** The longest runs of frames that are all so. */
export const runsWhere = (frames: number, isSo: (frame: number) => boolean): FrameSpan[] => {
  const found: FrameSpan[] = []
  let from = -1
  for (let frame = 0; frame <= frames; frame += 1) {
    const so = frame < frames && isSo(frame)
    if (so && from < 0) from = frame
    if (!so && from >= 0) {
      found.push({ from, to: frame })
      from = -1
    }
  }
  return found
}

/** The middle one of some values; 0 where there are none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
