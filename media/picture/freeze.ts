import { isBlack } from './black.ts'
import { framesIn, intervalOf, median, runsWhere, type FrameSpan } from './frames.ts'
import type { Interval, PictureSignals } from './types.ts'

/** What a coder makes of a picture that does not change, in 1/256 of a level in the cell that changes most. */
const stillChange = 130
/** When a keyframe is coded anew the picture may twitch: so much at most, for so many frames, among so many still ones. */
const twitchChange = 1100
const twitchFrames = 3
const amongFrames = 4
/** In the first frames of a standstill coders still mend the picture: up to this share of the motion before. */
const mendingShare = 0.25
const mendingChange = 1500
const mendingFrames = 10

/** Where the picture stands still for at least so long; black does not count. The first of the equal frames begins it. */
export const freezeIntervals = (signals: PictureSignals, minimumSeconds: number): Interval[] => {
  const change = signals.columns.cellChange
  const still = runsWhere(signals.frames, (frame) => frame > 0 && change[frame]! <= stillChange)
  const joined: FrameSpan[] = []
  for (const run of still) {
    const before = joined.at(-1)
    if (before && bridges(change, before, run)) before.to = run.to
    else joined.push({ ...run })
  }
  return joined
    .map((run) => ({ from: Math.max(0, mendedFrom(change, run.from) - 1), to: run.to }))
    .flatMap((run) => withoutBlack(signals, run))
    .filter(({ from, to }) => to - from >= framesIn(signals, minimumSeconds))
    .map((run) => intervalOf(signals, run))
}

const bridges = (change: Uint16Array, before: FrameSpan, next: FrameSpan): boolean =>
  next.from - before.to <= twitchFrames &&
  before.to - before.from >= amongFrames &&
  next.to - next.from >= amongFrames &&
  change.subarray(before.to, next.from).every((one) => one <= twitchChange)

/** The first changed frame that belongs to a standstill: those in which it is only mended belong to it. */
const mendedFrom = (change: Uint16Array, from: number): number => {
  for (let frame = from; frame > Math.max(1, from - mendingFrames); frame -= 1) {
    const motion = median([...change.subarray(Math.max(1, frame - 9), frame - 1)])
    if (change[frame - 1]! > Math.min(mendingChange, motion * mendingShare)) return frame
  }
  return Math.max(1, from - mendingFrames)
}

/** A standstill less the black in it. */
const withoutBlack = (signals: PictureSignals, { from, to }: FrameSpan): FrameSpan[] =>
  runsWhere(to - from, (frame) => !isBlack(signals, from + frame)).map((run) => ({
    from: from + run.from,
    to: from + run.to,
  }))
