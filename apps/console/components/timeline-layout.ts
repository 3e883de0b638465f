import { cueAt, type Cue } from '../../shared/storyboard-cues.ts'
import { pixelAt, secondsAt, type View } from './timeline-view.ts'

/** Something found or set on the timeline; without an end it is a moment. */
export type LaneItem = { id: string; fromSeconds: number; toSeconds?: number; label: string; tone?: 'red' | 'amber' }

/** The loudest of each stretch, 0 to 1. */
export type Peaks = { perSecond: number; values: ArrayLike<number> }
export type CurvePoint = { atSeconds: number; value: number }

export type Placed = { item: LaneItem; leftPixels: number; widthPixels: number; line: number }

const leastPixels = 3
const momentPixels = 9

/** Items in sight, in pixels; those that overlap stand on lines of their own, as far as there are lines. */
export const placeItems = (items: readonly LaneItem[], view: View, widthPixels: number, lines: number): Placed[] => {
  const ends: number[] = Array.from({ length: lines }, () => Number.NEGATIVE_INFINITY)
  return items.flatMap((item): Placed[] => {
    const from = pixelAt(view, item.fromSeconds)
    const moment = item.toSeconds === undefined
    const wide = moment ? momentPixels : Math.max(leastPixels, pixelAt(view, item.toSeconds!) - from)
    const left = moment ? from - momentPixels / 2 : from
    const free = ends.findIndex((end) => end <= left + 0.5)
    const line = free === -1 ? lines - 1 : free
    ends[line] = Math.max(ends[line]!, left + wide)
    if (left + wide < 0 || left > widthPixels) return []
    return [{ item, leftPixels: left, widthPixels: wide, line }]
  })
}

/** How many lines items need so that none hides another, up to `most`. */
export const linesNeeded = (items: readonly LaneItem[], most: number): number => {
  const ends: number[] = []
  for (const { fromSeconds, toSeconds } of items) {
    const free = ends.findIndex((end) => end <= fromSeconds)
    const line = free === -1 ? ends.length : free
    if (line >= most) return most
    ends[line] = toSeconds ?? fromSeconds
  }
  return Math.max(1, ends.length)
}

/** The loudest in each pixel's stretch of time. */
export const peaksIn = (peaks: Peaks, view: View, widthPixels: number): Float32Array => {
  const loudest = new Float32Array(Math.max(0, Math.ceil(widthPixels)))
  for (let pixel = 0; pixel < loudest.length; pixel++) {
    const from = Math.floor(secondsAt(view, pixel) * peaks.perSecond)
    const to = Math.max(from + 1, Math.ceil(secondsAt(view, pixel + 1) * peaks.perSecond))
    let most = 0
    for (let i = Math.max(0, from); i < Math.min(to, peaks.values.length); i++) {
      most = Math.max(most, peaks.values[i]!)
    }
    loudest[pixel] = most
  }
  return loudest
}

export type CurveBox = { widthPixels: number; heightPixels: number; least: number; most: number }

/** A curve as lines of points in pixels; it breaks where nothing was measured (NaN). One point a pixel is enough. */
export const curveIn = (points: readonly CurvePoint[], view: View, box: CurveBox): [x: number, y: number][][] => {
  const lines: [number, number][][] = [[]]
  let lastX = Number.NEGATIVE_INFINITY
  const toSeconds = secondsAt(view, box.widthPixels)
  for (const [i, { atSeconds, value }] of points.entries()) {
    const after = points[i + 1]?.atSeconds ?? atSeconds
    const before = points[i - 1]?.atSeconds ?? atSeconds
    if (after < view.fromSeconds || before > toSeconds) continue
    if (Number.isNaN(value)) {
      if (lines.at(-1)!.length > 0) lines.push([])
      continue
    }
    const x = pixelAt(view, atSeconds)
    if (x - lastX < 1 && lines.at(-1)!.length > 0) continue
    lastX = x
    lines.at(-1)!.push([x, valueY(value, box)])
  }
  return lines.filter((line) => line.length > 0)
}

/** How far down a value lies; what is beyond the ends lies on them. */
export const valueY = (value: number, { heightPixels, least, most }: CurveBox): number => {
  const share = (Math.min(most, Math.max(least, value)) - least) / (most - least)
  return heightPixels - 1 - share * (heightPixels - 2)
}

export type Tile = { cue: Cue; leftPixels: number; widthPixels: number }

/** Pictures side by side; bound to time, so that they stand still while the window moves. */
export const tilesIn = (cues: readonly Cue[], view: View, widthPixels: number, heightPixels: number): Tile[] => {
  const first = cues[0]
  if (!first || heightPixels <= 0) return []
  const wide = Math.max(16, Math.round((heightPixels * first.width) / first.height))
  const slotSeconds = wide * view.secondsPerPixel
  const from = Math.floor(view.fromSeconds / slotSeconds)
  const count = Math.ceil(widthPixels / wide) + 1
  return Array.from({ length: count }, (_, i) => {
    const atSeconds = (from + i) * slotSeconds
    return { cue: cueAt(cues, atSeconds + slotSeconds / 2)!, leftPixels: pixelAt(view, atSeconds), widthPixels: wide }
  })
}

/** The item before or after one in time; from nowhere, the nearest to a time. */
export const neighbour = (
  items: readonly LaneItem[],
  id: string | undefined,
  step: 1 | -1,
  nearSeconds: number,
): LaneItem | undefined => {
  const at = items.findIndex((item) => item.id === id)
  if (at !== -1) return items[at + step]
  return step === 1
    ? items.find((item) => item.fromSeconds >= nearSeconds)
    : items.findLast((item) => item.fromSeconds <= nearSeconds)
}
