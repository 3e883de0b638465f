import type { Flow, FlowRange, Segment } from './types.ts'

/**
 * Where a presentation begins on every flow's clock. Not zero, because decoding starts before presenting: encoder
 * priming and reordered pictures need room below, or each worker's first segment would be shifted.
 */
export const baseSeconds = 10

/** The first tick of the presentation on a flow's clock. */
export const baseTicks = (timescale: number): number => baseSeconds * timescale

/** Seconds from the start of the presentation to a tick of a flow's clock. */
export const presentationSeconds = (ticks: number, timescale: number): number => ticks / timescale - baseSeconds

/** The tick after the segment's last. */
export const endTicks = (segment: Segment): number => segment.startTicks + segment.durationTicks

const byStart = (a: Segment, b: Segment) => a.startTicks - b.startTicks

/** Rounding between clocks can move a boundary by one tick; a lost picture is hundreds. */
const touch = (before: Segment, after: Segment): boolean => Math.abs(after.startTicks - endTicks(before)) <= 1

/**
 * The segments from the start of the presentation up to the first gap, in order: what can be published while workers
 * still finish slices in any order. Empty until the first segment is there.
 */
export const contiguousPrefix = (segments: readonly Segment[], timescale: number): Segment[] => {
  const ordered = segments.toSorted(byStart)
  const first = ordered[0]
  if (!first || first.startTicks > baseTicks(timescale) + 1) return []
  const gap = ordered.findIndex((segment, i) => {
    const before = ordered[i - 1]
    return before !== undefined && !touch(before, segment)
  })
  return gap === -1 ? ordered : ordered.slice(0, gap)
}

/** The segments that lie wholly within [from, to) seconds of the presentation, in order. */
export const segmentsBetween = (
  segments: readonly Segment[],
  timescale: number,
  range: { fromSeconds?: number; toSeconds?: number },
): Segment[] => {
  const from = Math.round(((range.fromSeconds ?? -baseSeconds) + baseSeconds) * timescale)
  const to = Math.round(((range.toSeconds ?? Number.MAX_SAFE_INTEGER / timescale) + baseSeconds) * timescale)
  return segments.filter((segment) => segment.startTicks >= from - 1 && endTicks(segment) <= to + 1).toSorted(byStart)
}

/** How long segments of one flow are together, in seconds. */
export const totalSeconds = (segments: readonly Segment[], timescale: number): number =>
  segments.reduce((sum, segment) => sum + segment.durationTicks, 0) / timescale

/**
 * Average and peak rate of segments from their real bytes. The peak is the densest segment; one shorter than half a
 * second is counted with its neighbours' rate, since a player never buffers that little.
 */
export const measuredRates = (
  segments: readonly Segment[],
  timescale: number,
): { averageBitsPerSecond: number; peakBitsPerSecond: number } => {
  const bits = segments.reduce((sum, segment) => sum + segment.bytes * 8, 0)
  const averageBitsPerSecond = Math.ceil(bits / (totalSeconds(segments, timescale) || 1))
  const peaks = segments
    .filter((segment) => segment.durationTicks >= timescale / 2)
    .map((segment) => Math.ceil((segment.bytes * 8 * timescale) / segment.durationTicks))
  return { averageBitsPerSecond, peakBitsPerSecond: peaks.reduce((a, b) => Math.max(a, b), averageBitsPerSecond) }
}

/**
 * The ranges of a growing presentation: the preview up to the first second the rung has, the rung from there on. The
 * splice is the preview's end (`previewSeconds`); before the rung reaches it only the preview is shown, so that what
 * was once published never changes.
 */
export const growingRanges = (preview: FlowRange, rung: FlowRange | undefined, previewSeconds: number): FlowRange[] => {
  const head = contiguousPrefix(
    segmentsBetween(preview.segments, preview.flow.timescale, { toSeconds: previewSeconds }),
    preview.flow.timescale,
  )
  const last = head.at(-1)
  const shown = { flow: preview.flow, segments: head }
  if (!rung || !last) return head.length > 0 ? [shown] : []
  const headEnd = presentationSeconds(endTicks(last), preview.flow.timescale)
  if (Math.abs(headEnd - previewSeconds) > 2 / preview.flow.timescale) return [shown]
  const rest = runFrom(rung.segments, rung.flow, previewSeconds)
  return rest.length > 0 ? [shown, { flow: rung.flow, segments: rest }] : [shown]
}

/** The gapless run of a flow's segments that begins exactly at a second of the presentation; empty if none does. */
const runFrom = (segments: readonly Segment[], flow: Flow, fromSeconds: number): Segment[] => {
  const later = segmentsBetween(segments, flow.timescale, { fromSeconds })
  const first = later[0]
  if (!first || Math.abs(first.startTicks - (fromSeconds + baseSeconds) * flow.timescale) > 2) return []
  const gap = later.findIndex((segment, i) => i > 0 && !touch(later[i - 1] as Segment, segment))
  return gap === -1 ? later : later.slice(0, gap)
}
