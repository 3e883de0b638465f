import { isBlack } from './black.ts'
import { framesIn, intervalOf, median, runsWhere, type FrameSpan } from './frames.ts'
import type { Interval, PictureSignals } from './types.ts'

/**
 * What a coder makes of a picture that does not change, in 1/256 of a level in the cell that changes most. Where much
 * moved before, coders leave more: up to this share of the motion, but never more than the second number.
 */
const stillChange = 130
const stillShare = 0.1
const mostStillChange = 400
/** Or the picture as a whole changes by no more than this share of what it changed by before. */
const wholeStillShare = 0.02
/** When a picture is coded anew it may twitch: so much for a single frame, less for a few, among still ones. */
const twitchChange = 1500
const longTwitchChange = 1100
const twitchFrames = 3
const [stillBefore, stillAfter, longAfter] = [2, 4, 12]
/** In the first frames of a standstill coders still mend the picture: up to this share of the motion before. */
const mendingShare = 0.5
const mendingFrames = 6
/** Motion is judged by so many frames. */
const motionFrames = 12

/** Where the picture stands still for at least so long; black does not count. The first of the equal frames begins it. */
export const freezeIntervals = (signals: PictureSignals, minimumSeconds: number): Interval[] => {
  const change = signals.columns.cellChange
  const joined: FrameSpan[] = []
  for (const run of stillRuns(signals.columns)) {
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

/** How much moves in the frames before one. */
const motionBefore = (change: Uint16Array, frame: number): number =>
  median([...change.subarray(Math.max(1, frame - motionFrames), frame)])

/** Runs of frames in which nothing changes but what a coder does. */
const stillRuns = ({ cellChange, change }: PictureSignals['columns']): FrameSpan[] => {
  let limit = stillChange
  let isStill = false
  const limitAt = (frame: number): number => {
    if (cellChange[frame]! > mostStillChange) return stillChange
    if (change[frame]! <= motionBefore(change, frame) * wholeStillShare) return mostStillChange
    return Math.min(mostStillChange, Math.max(stillChange, motionBefore(cellChange, frame) * stillShare))
  }
  return runsWhere(cellChange.length, (frame) => {
    if (frame === 0) return false
    if (!isStill) limit = limitAt(frame)
    isStill = cellChange[frame]! <= limit
    return isStill
  })
}

const bridges = (change: Uint16Array, before: FrameSpan, next: FrameSpan): boolean => {
  const twitch = change.subarray(before.to, next.from)
  const [lengthBefore, lengthAfter] = [before.to - before.from, next.to - next.from]
  const isAmongStill = lengthBefore >= stillBefore && lengthAfter >= stillAfter
  if (twitch.length > twitchFrames || !(isAmongStill || (twitch.length === 1 && lengthAfter >= longAfter))) return false
  const most = twitch.length === 1 ? twitchChange : longTwitchChange
  return twitch.every((one) => one <= most)
}

/** The first changed frame that belongs to a standstill: those in which it is only mended belong to it. */
const mendedFrom = (change: Uint16Array, from: number): number => {
  for (let frame = from; frame > Math.max(1, from - mendingFrames); frame -= 1)
    if (change[frame - 1]! > Math.min(twitchChange, motionBefore(change, frame - 1) * mendingShare)) return frame
  return Math.max(1, from - mendingFrames)
}

/** A standstill less the black in it. */
const withoutBlack = (signals: PictureSignals, { from, to }: FrameSpan): FrameSpan[] =>
  runsWhere(to - from, (frame) => !isBlack(signals, from + frame)).map((run) => ({
    from: from + run.from,
    to: from + run.to,
  }))
