import { gopFrames, outputFrameRate } from '#media/ladder'
import type { Probe } from '#media/probe'
import type { PictureIndex } from './keyframes.ts'

/** A piece of a source that one worker encodes: an exact run of output frames. */
export type Slice = {
  index: number
  startFrame: number
  frames: number
  startSeconds: number
  durationSeconds: number
  /** The keyframe decoding must begin at, in seconds after the first picture; equal to the start where that is one. */
  decodeFromSeconds: number
  /** Sequence number of the slice's first segment, and how many it has, the same for every rendition. */
  firstSequence: number
  segments: number
}

/** How slices are cut. `headFrames` of the preview must end where a segment begins, or the two cannot be spliced. */
export type SliceOptions = { targetSeconds: number; headFrames?: number | undefined }

/** How many frames the output has: the source's own number at a constant rate, exactly. */
export const outputFrames = (probe: Probe, index: PictureIndex): number => {
  const { num, den } = outputFrameRate(probe)
  const rate = num / den
  const toLast = Math.round(index.lastPictureSeconds * rate)
  return toLast + Math.max(1, Math.round(index.lastPictureDurationSeconds * rate))
}

/** The frames of a preview of about this many seconds, ending where a two-second segment ends. */
export const headFrames = (probe: Probe, headSeconds: number): number => {
  const gop = gopFrames(outputFrameRate(probe))
  const { num, den } = outputFrameRate(probe)
  return gop * Math.max(1, Math.round((headSeconds * num) / den / gop))
}

/**
 * Cuts a source into slices of about `targetSeconds` (half to twice that). A boundary is put on the nearest source
 * keyframe within reach, so that nothing is decoded twice; only where GOPs are longer than that does a boundary fall
 * inside one, since a slice that is too long holds everybody up for longer than decoding a few seconds twice.
 */
export const planSlices = (probe: Probe, index: PictureIndex, options: SliceOptions): Slice[] => {
  const { num, den } = outputFrameRate(probe)
  const rate = num / den
  const gop = gopFrames({ num, den })
  const total = outputFrames(probe, index)
  const target = Math.max(gop, Math.round((options.targetSeconds * rate) / gop) * gop)
  const keyframes = [...new Set(index.keyframeSeconds.map((seconds) => Math.round(seconds * rate)))]
  const head = Math.min(options.headFrames ?? 0, total)
  const slices: Slice[] = []
  let start = 0
  let sequence = 0
  let nextKeyframe = 0
  while (start < total) {
    const remaining = total - start
    let frames = remaining
    if (start < head) frames = head - start > target * 2 ? target : head - start
    else if (remaining > target * 1.5) {
      while ((keyframes[nextKeyframe] ?? total) < start + target / 2) nextKeyframe += 1
      frames =
        nearestKeyframe(keyframes, nextKeyframe, {
          wanted: start + target,
          last: Math.min(start + target * 2, total - Math.ceil(target / 2)),
        }) - start
    }
    const segments = Math.ceil(frames / gop)
    slices.push({
      index: slices.length,
      startFrame: start,
      frames,
      startSeconds: start / rate,
      durationSeconds: frames / rate,
      decodeFromSeconds: keyframeBefore(index.keyframeSeconds, (start + 0.5) / rate),
      firstSequence: sequence,
      segments,
    })
    start += frames
    sequence += segments
  }
  return slices
}

/** The keyframe nearest to the wanted frame from position `from` on and not after `last`; else the wanted frame. */
const nearestKeyframe = (keyframes: number[], from: number, reach: { wanted: number; last: number }): number => {
  let best: number | undefined
  for (let i = from; i < keyframes.length; i += 1) {
    const frame = keyframes[i] ?? 0
    if (frame > reach.last) break
    if (best !== undefined && Math.abs(frame - reach.wanted) > Math.abs(best - reach.wanted)) break
    best = frame
  }
  return best ?? reach.wanted
}

/** The last keyframe not after a time, by bisection; 0 where there is none. */
const keyframeBefore = (keyframes: number[], seconds: number): number => {
  let [low, high] = [0, keyframes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keyframes[middle] ?? 0) <= seconds) low = middle + 1
    else high = middle
  }
  return keyframes[low - 1] ?? 0
}
