import { framesIn, intervalOf } from './frames.ts'
import type { Interval, PictureSignals } from './types.ts'

/** A frame repeats the one before when so little changes in it, while so much does around it. */
const repeatChange = 300
const repeatShare = 0.06
const leastMotion = 500
const around = 4
/** Repeats within so many seconds of one another belong together; fewer than so many are not worth a word. */
const apartSeconds = 1.1
const fewest = 4

/** Where single frames are shown twice while the picture moves: a rate converted by repeating frames, or frames lost. */
export const repeatIntervals = (signals: PictureSignals): (Interval & { repeats: number })[] => {
  const { cellChange: change } = signals.columns
  const apart = framesIn(signals, apartSeconds)
  const found: { from: number; to: number; repeats: number }[] = []
  for (let frame = 1; frame < signals.frames; frame += 1) {
    if (change[frame]! > repeatChange) continue
    const before = Math.max(...change.subarray(Math.max(1, frame - around), frame))
    const after = Math.max(...change.subarray(frame + 1, frame + 1 + around))
    const motion = Math.min(before, after)
    if (motion < leastMotion || change[frame]! > motion * repeatShare) continue
    const last = found.at(-1)
    if (last && frame - last.to < apart) {
      last.to = frame + 1
      last.repeats += 1
    } else found.push({ from: frame - 1, to: frame + 1, repeats: 1 })
  }
  return found
    .filter(({ repeats }) => repeats >= fewest)
    .map(({ repeats, ...span }) => ({ ...intervalOf(signals, span), repeats }))
}
