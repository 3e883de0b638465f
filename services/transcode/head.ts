import type { WorkContext } from '#backbone'
import { encodeAudio, type EncodedSegment, type EncodeOptions } from '#media/encode'
import type { MediaSource } from '#media/ffmpeg'
import { type AudioRendition, gopFrames, outputFrameRate } from '#media/ladder'
import type { Probe } from '#media/probe'
import { headFrames } from '#media/slices'

/** As much as covers the time until the first slices are there. */
const previewSeconds = 10

/** The preview ends where a segment of the ladder ends, and not after the source does. */
export const previewFrames = (found: Probe): number => {
  const rate = outputFrameRate(found)
  const gop = gopFrames(rate)
  const seconds = found.video?.durationSeconds ?? found.durationSeconds
  const all = Math.max(1, Math.round((seconds * rate.num) / rate.den))
  const wanted = headFrames(found, previewSeconds)
  return wanted <= all ? wanted : Math.max(Math.min(gop, all), Math.floor(all / gop) * gop)
}

/**
 * The sound that goes with the preview, begun when the first picture is there: players wait for both. It is the
 * beginning of the whole sound, byte for byte, so that the step that encodes that finds these segments in their places.
 */
export const soundOfHead = (
  of: { source: MediaSource; found: Probe; first: AudioRendition | undefined },
  options: EncodeOptions,
  step: Pick<WorkContext, 'signal' | 'log'>,
): { begin(): void; done(): Promise<void> } => {
  const enough = new AbortController()
  const encode = async () => {
    const { first } = of
    if (!first) return
    let madeTicks = 0
    const onSegment = async (segment: EncodedSegment) => {
      // What an encoder told to stop still lets go of is cut short: not the segment that belongs there.
      if (enough.signal.aborted) return
      await options.onSegment?.(segment)
      madeTicks += segment.durationTicks
      if (madeTicks >= previewSeconds * first.sampleRate) enough.abort()
    }
    const signal = AbortSignal.any([step.signal, enough.signal])
    await encodeAudio(of.source, of.found, first, { ...options, onProgress: undefined, onSegment, signal })
  }
  let running: Promise<void> | undefined
  return {
    begin() {
      running ??= encode().catch((error: unknown) => {
        // What is wrong with the sound is for its own step to say.
        if (!enough.signal.aborted && !step.signal.aborted) step.log(`No sound with the preview: ${String(error)}`)
      })
    },
    async done() {
      await running
    },
  }
}
