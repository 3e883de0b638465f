import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import { outputFrameRate } from '#media/ladder'
import type { Probe } from '#media/probe'
import { outputFrames, type PictureIndex } from '#media/slices'
import { measureFilters, measureOutput, oneSize, oneSizeArgs, steadyFrames } from './graph.ts'
import { pictureReader } from './read.ts'
import type { PictureSignals } from './types.ts'

/** Cancellation, niceness, and who is told how far it is (0 to 1). */
export type AnalyseOptions = {
  signal?: AbortSignal | undefined
  nice?: number | undefined
  onProgress?: ((share: number) => void) | undefined
}

/**
 * Measures the picture of a whole file by itself, with one decode: for files that are not being encoded anyway. The
 * same numbers as an encode's slices joined. Throws MediaError `no-picture`, `ffmpeg-failed`, `timed-out`.
 */
export const analysePicture = async (
  source: MediaSource,
  probe: Probe,
  index: PictureIndex,
  options: AnalyseOptions = {},
): Promise<{ signals: PictureSignals; cpuSeconds: number }> => {
  if (!probe.video) throw new MediaError('no-picture', 'There is no picture to look at')
  const run = { frameRate: outputFrameRate(probe), startFrame: 0, frames: outputFrames(probe, index) }
  const reader = pictureReader(probe, run)
  const steady = [...oneSize(probe), ...steadyFrames({ ...run, offsetSeconds: probe.video.startSeconds })]
  const measure = measureFilters(probe, { input: 'q', output: 'g', textPipe: 4 })
  const ffmpeg = await runFfmpeg(
    [
      '-copyts',
      ...oneSizeArgs(probe),
      ...inputArgs(source),
      '-filter_complex',
      `[0:V:0]${steady.join(',')}[q];${measure}`,
      ...measureOutput('g', 3),
    ],
    {
      signal: options.signal,
      nice: options.nice,
      timeoutSeconds: 6 * 3600,
      onProgress: ({ frame }) => options.onProgress?.(Math.min(1, frame / run.frames)),
      outputs: reader.readers,
    },
  )
  const seconds = (run.frames * run.frameRate.den) / run.frameRate.num
  const complaints = ffmpeg.complaints.map((message) => ({ startSeconds: 0, endSeconds: seconds, message }))
  return { signals: reader.signals(complaints), cpuSeconds: ffmpeg.cpuSeconds }
}
