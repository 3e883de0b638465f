import { isBlack } from './black.ts'
import { framesIn, intervalOf, median, runsWhere, type FrameSpan } from './frames.ts'
import type { Interval, PictureSignals } from './types.ts'

/** Black bars, as shares of the picture's height (top, bottom) and width (left, right). */
export type Bars = Interval & { top: number; bottom: number; left: number; right: number }

/** Bars are between so thin and so thick, as shares of the side they take from. */
const [thinnest, thickest] = [0.02, 0.32]
const fewestLines = 2
/** Of the frames in a run, so many must show the same edge, with a picture beside it that is not dark itself. */
const steadyShare = 0.5
const darkestPicture = 0.7

/** Where bars are left and right (pillarbox) or above and below (letterbox) of the picture for at least so long. */
export const barIntervals = (signals: PictureSignals, minimumSeconds: number): Bars[] => {
  const { width, height, columns } = signals
  const pairs = [
    { from: columns.top, to: columns.bottom, lines: height, names: ['top', 'bottom'] },
    { from: columns.left, to: columns.right, lines: width, names: ['left', 'right'] },
  ] as const
  return pairs.flatMap(({ from, to, lines, names }) => {
    const least = Math.max(fewestLines, Math.ceil(lines * thinnest))
    const runs = runsWhere(signals.frames, (frame) => from[frame]! >= least && to[frame]! >= least)
    return runs.flatMap((run) => {
      const edge = steadyEdge(signals, run, { from, to, lines })
      if (!edge) return []
      const span = withinEdge(run, { from, to }, edge)
      if (span.to - span.from < framesIn(signals, minimumSeconds)) return []
      const none = { top: 0, bottom: 0, left: 0, right: 0 }
      return [{ ...intervalOf(signals, span), ...none, [names[0]]: edge[0] / lines, [names[1]]: edge[1] / lines }]
    })
  })
}

type Sides = { from: Uint8Array; to: Uint8Array; lines: number }

/** Where the picture's edges are in a run, unless it is only a dark picture whose edges move. */
const steadyEdge = (
  signals: PictureSignals,
  run: FrameSpan,
  { from, to, lines }: Sides,
): [number, number] | undefined => {
  const { black } = signals.columns
  const telling: number[] = []
  for (let frame = run.from; frame < run.to; frame += 1) {
    const bars = (from[frame]! + to[frame]!) / lines
    if (isBlack(signals, frame) || bars >= 1) continue
    if ((black[frame]! / 65_535 - bars) / (1 - bars) <= darkestPicture) telling.push(frame)
  }
  if (telling.length === 0) return undefined
  const edge: [number, number] = [median(telling.map((i) => from[i]!)), median(telling.map((i) => to[i]!))]
  const steady = telling.filter((i) => Math.abs(from[i]! - edge[0]) <= 1 && Math.abs(to[i]! - edge[1]) <= 1)
  const isEven = Math.abs(edge[0] - edge[1]) <= Math.max(2, 0.15 * Math.max(...edge))
  const fits = edge.every((bar) => bar <= lines * thickest)
  const shown = countShown(signals, run)
  return isEven && fits && steady.length >= shown * steadyShare ? edge : undefined
}

const countShown = (signals: PictureSignals, { from, to }: FrameSpan): number => {
  let shown = 0
  for (let frame = from; frame < to; frame += 1) if (!isBlack(signals, frame)) shown += 1
  return shown
}

/** The part of a run in which the bars are as thick as its edge says: first frame to last. */
const withinEdge = (run: FrameSpan, { from, to }: Pick<Sides, 'from' | 'to'>, edge: [number, number]): FrameSpan => {
  const fits = (frame: number) => from[frame]! >= edge[0] - 1 && to[frame]! >= edge[1] - 1
  let [first, last] = [run.from, run.to]
  while (first < last && !fits(first)) first += 1
  while (last > first && !fits(last - 1)) last -= 1
  return { from: first, to: last }
}
