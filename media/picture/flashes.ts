import { framesIn, intervalOf } from './frames.ts'
import { luminanceOf } from './luminance.ts'
import type { Interval, PictureSignals } from './types.ts'

/** A change counts from 20 cd/m² on, where the darker of the two pictures is below 160 (ITU-R BT.1702). In 1/100. */
const leastChange = 2000
const brightestDarker = 16_000
/** More than three flashes, which are pairs of opposite changes, in a second are too many. */
const mostChanges = 6
/** Frames without change within one rise or fall. */
const pauseFrames = 2

type Swing = { frame: number; up: boolean }

/** The rises and falls of luminance that count, each at the frame it is reached at. */
const swings = (signals: PictureSignals): Swing[] => {
  const { brighter, darker, mean } = signals.columns
  const found: Swing[] = []
  let [sum, up, began, last, counted] = [0, true, 0, 0, false]
  const light = (frame: number) => luminanceOf[Math.round((mean[Math.max(0, frame)] ?? 0) / 256)]!
  for (let frame = 1; frame < signals.frames; frame += 1) {
    const [rise, fall] = [brighter[frame]!, darker[frame]!]
    const step = Math.max(rise, fall)
    if (step === 0) continue
    const isUp = rise >= fall
    if (isUp !== up || frame - last > pauseFrames) [sum, began, counted] = [0, frame, false]
    ;[up, last] = [isUp, frame]
    sum += step
    if (counted || sum < leastChange || Math.min(light(began - 1), light(frame)) > brightestDarker) continue
    counted = true
    // Two rises without a fall between them are one flash at most, and the later one belongs to what follows.
    if (found.at(-1)?.up === isUp) found.pop()
    found.push({ frame, up: isUp })
  }
  return found
}

/** Where the picture flashes more often than is safe for people with photosensitive epilepsy. */
export const flashIntervals = (signals: PictureSignals): (Interval & { flashesPerSecond: number })[] => {
  const found: { from: number; to: number; most: number }[] = []
  const all = swings(signals)
  const window = framesIn(signals, 1)
  for (let first = 0, last = 0; last < all.length; last += 1) {
    while (all[last]!.frame - all[first]!.frame > window) first += 1
    const count = last - first + 1
    if (count <= mostChanges) continue
    const span = { from: all[first]!.frame, to: all[last]!.frame + 1, most: count / 2 }
    const before = found.at(-1)
    if (before && span.from <= before.to) {
      before.to = span.to
      before.most = Math.max(before.most, span.most)
    } else found.push(span)
  }
  return found.map(({ most, ...span }) => ({ ...intervalOf(signals, span), flashesPerSecond: most }))
}
