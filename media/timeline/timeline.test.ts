import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contiguousPrefix, growingRanges, measuredRates, type Flow, type Segment, segmentsBetween } from './index.ts'

const segment = (startSeconds: number, seconds = 2, bytes = 1000): Segment => ({
  sequence: startSeconds / 2,
  startTicks: (10 + startSeconds) * 90_000,
  durationTicks: seconds * 90_000,
  bytes,
  initId: 'i',
})
const flow: Flow = { id: 'f', kind: 'video', role: 'ladder', codec: 'avc1.64001e', timescale: 90_000, state: 'growing' }
const starts = (segments: Segment[]) => segments.map((each) => each.startTicks / 90_000 - 10)

test('what is published is what is there from the start without a gap, in whatever order it came', () => {
  assert.deepEqual(starts(contiguousPrefix([segment(4), segment(0), segment(2), segment(8)], 90_000)), [0, 2, 4])
  assert.deepEqual(contiguousPrefix([segment(2), segment(4)], 90_000), [])
  assert.deepEqual(contiguousPrefix([], 90_000), [])
})

test('a rounding tick between clocks is no gap, a lost picture is', () => {
  const next = segment(2)
  assert.equal(contiguousPrefix([segment(0), { ...next, startTicks: next.startTicks + 1 }], 90_000).length, 2)
  assert.equal(contiguousPrefix([segment(0), { ...next, startTicks: next.startTicks + 3000 }], 90_000).length, 1)
})

test('a range holds the segments that lie wholly in it', () => {
  const all = [0, 2, 4, 6].map((start) => segment(start))
  assert.deepEqual(starts(segmentsBetween(all, 90_000, { fromSeconds: 2, toSeconds: 6 })), [2, 4])
  assert.deepEqual(starts(segmentsBetween(all, 90_000, {})), [0, 2, 4, 6])
})

test('the preview hands over only where it ends and the rung has a segment beginning there', () => {
  const preview = { flow, segments: [0, 1, 2, 3].map((start) => segment(start, 1)) }
  const rung = (from: number[]) => ({ flow, segments: from.map((start) => segment(start)) })
  assert.equal(growingRanges(preview, rung([0, 2]), 4).length, 1)
  assert.deepEqual(
    growingRanges(preview, rung([0, 2, 4, 8]), 4).map((range) => starts(range.segments)),
    [[0, 1, 2, 3], [4]],
  )
  assert.equal(growingRanges({ flow, segments: preview.segments.slice(0, 2) }, rung([0, 2, 4]), 4).length, 1)
  assert.deepEqual(growingRanges({ flow, segments: [] }, rung([0]), 4), [])
})

test('rates come from real bytes, and a crumb at a slice end is no peak', () => {
  const rates = measuredRates([segment(0, 2, 1000), segment(2, 2, 2000), segment(4, 0.04, 5000)], 90_000)
  assert.deepEqual(rates, {
    averageBitsPerSecond: Math.ceil(64_000 / 4.04),
    peakBitsPerSecond: Math.ceil(64_000 / 4.04),
  })
  assert.equal(measuredRates([segment(0, 2, 1000), segment(2, 2, 9000)], 90_000).peakBitsPerSecond, 36_000)
})
