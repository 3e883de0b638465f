import { boundedList, joining, type Span } from './intervals.ts'
import { kWeighting } from './k-weighting.ts'
import { mostOvershoot, truePeakHistory, truePeakOf } from './true-peak.ts'
import type { Interval } from './types.ts'

/** Below this level (of peaks) a channel is silent. */
export const silenceDbfs = -60
/** Shorter silences are pauses for breath. */
export const shortestSilenceSeconds = 0.5
/** So many samples on end at full scale are no chance. */
export const clippedSamples = 4

/** The magnitude of samples below which there is silence. */
export const silence = 10 ** (silenceDbfs / 20)
/** One step below the largest number of 16 bits. */
const fullScale = 32_766.5 / 32_768
/** Faults that lie closer together are one. */
const joinSeconds = 0.5
/** True peaks above this are exact; whoever shows smaller ones is content with the largest sample. */
const exactAbove = 10 ** (-3 / 20)
/** So many samples are looked at together when it is asked whether a true peak can lie among them. */
const group = 16
const inaudible = 1e-15
/** No sample is so loud. */
const absurd = 1e6

/** What was found in a channel when its last sample has been seen; sums and peaks are of all its samples. */
export type ChannelTotals = {
  total: { peak: number; truePeak: number; truePeakAt: number; sum: number; squares: number }
  silences: Interval[]
  clipping: Span[]
  overs: Span[]
  complete: boolean
}

/** What a channel measures of the cell it was given last, and of all until then. Sample positions count from 0. */
export const channelMeter = (of: { sampleRate: number; channels: number; index: number; cellFrames: number }) => {
  const { channels, index, sampleRate } = of
  const { shelf, highPass } = kWeighting(sampleRate)
  // The samples of one cell behind the last of the cell before.
  const samples = new Float32Array(group + of.cellFrames)
  const silences = boundedList<Interval>()
  const clipping = joining(joinSeconds * sampleRate, (a, b) => a + b)
  const overs = joining(joinSeconds * sampleRate, Math.max)
  const cell = { least: 0, greatest: 0, peak: 0, truePeak: 0, squares: 0, weightedSquares: 0 }
  const total = { peak: 0, truePeak: 0, truePeakAt: 0, sum: 0, squares: 0 }
  let [s1, s2, h1, h2] = [0, 0, 0, 0]
  let [quietFrom, fullFrom] = [0, -1]

  /** Levels of the cell, plain and K-weighted, in one go over its samples. */
  const measureLevels = (frames: Float32Array, count: number) => {
    let [least, greatest, sum, squares, weighted] = [Infinity, -Infinity, 0, 0, 0]
    let [p1, p2, q1, q2] = [s1, s2, h1, h2]
    const { b0, b1, b2, a1, a2 } = shelf
    const { a1: c1, a2: c2 } = highPass
    for (let i = 0, at = index; i < count; i += 1, at += channels) {
      const x = frames[at]!
      samples[group + i] = x
      if (x < least) least = x
      if (x > greatest) greatest = x
      sum += x
      squares += x * x
      const y = b0 * x + p1
      p1 = b1 * x - a1 * y + p2
      p2 = b2 * x - a2 * y
      const z = y + q1
      q1 = -2 * y - c1 * z + q2
      q2 = y - c2 * z
      weighted += z * z
    }
    if (!Number.isFinite(weighted)) return measureCleaned(frames, count)
    // What fades out for ever becomes numbers so small that a processor is slow with them.
    const settled = Math.abs(p1) + Math.abs(q1) < inaudible
    ;[s1, s2, h1, h2] = settled ? [0, 0, 0, 0] : [p1, p2, q1, q2]
    cell.least = least
    cell.greatest = greatest
    cell.peak = Math.max(greatest, -least)
    cell.squares = squares
    cell.weightedSquares = weighted
    total.sum += sum
    total.squares += squares
    total.peak = Math.max(total.peak, cell.peak)
  }

  /** A damaged file of floating-point samples may hold what is no number; one would spoil all that follows it. */
  const measureCleaned = (frames: Float32Array, count: number) => {
    for (let at = index, end = count * channels; at < end; at += channels)
      if (!(Math.abs(frames[at]!) < absurd)) frames[at] = 0
    measureLevels(frames, count)
  }

  const measureTruePeak = (count: number, start: number) => {
    cell.truePeak = cell.peak
    let before = largest(samples, group - truePeakHistory, group)
    for (let from = group; from < group + count; from += group) {
      const to = Math.min(from + group, group + count)
      const here = largest(samples, from, to)
      const bound = mostOvershoot * Math.max(before, here)
      before = here
      if (bound <= total.truePeak && (bound <= exactAbove || bound <= cell.truePeak) && bound <= 1) continue
      const peak = Math.max(here, truePeakOf(samples, from, to))
      if (peak > cell.truePeak) cell.truePeak = peak
      if (peak > 1) overs.add(start + from - group, start + to - group, peak)
      if (peak > total.truePeak) {
        total.truePeak = peak
        total.truePeakAt = start + from - group
      }
    }
  }

  const findSilence = (count: number, start: number) => {
    if (cell.peak < silence) return
    let [first, last] = [group, group + count - 1]
    while (Math.abs(samples[first]!) < silence) first += 1
    while (Math.abs(samples[last]!) < silence) last -= 1
    endSilence(start + first - group)
    quietFrom = start + last - group + 1
  }

  const endSilence = (at: number) => {
    const [startSeconds, endSeconds] = [quietFrom / sampleRate, at / sampleRate]
    if (endSeconds - startSeconds >= shortestSilenceSeconds) silences.add({ startSeconds, endSeconds })
  }

  const findClipping = (count: number, start: number) => {
    if (cell.peak < fullScale) return endRun(start)
    for (let i = group; i < group + count; i += 1) {
      const at = start + i - group
      if (Math.abs(samples[i]!) < fullScale) endRun(at)
      else if (fullFrom < 0) fullFrom = at
    }
  }

  const endRun = (at: number) => {
    if (fullFrom >= 0 && at - fullFrom >= clippedSamples) clipping.add(fullFrom, at, at - fullFrom)
    fullFrom = -1
  }

  return {
    cell,
    total,
    /** Looks at `count` frames of interleaved samples; the first of them is the frame `start` of all. */
    measure(frames: Float32Array, count: number, start: number) {
      measureLevels(frames, count)
      measureTruePeak(count, start)
      findSilence(count, start)
      findClipping(count, start)
      samples.copyWithin(0, count, count + group)
    },
    end(frames: number): Omit<ChannelTotals, 'total'> {
      endRun(frames)
      endSilence(frames)
      return {
        silences: silences.items,
        clipping: clipping.end(),
        overs: overs.end(),
        complete: !silences.over() && !clipping.over() && !overs.over(),
      }
    },
  }
}

const largest = (x: Float32Array, from: number, to: number): number => {
  let most = 0
  for (let i = from; i < to; i += 1) {
    const magnitude = Math.abs(x[i]!)
    if (magnitude > most) most = magnitude
  }
  return most
}
