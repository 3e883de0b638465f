import type { Readable } from 'node:stream'
import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import { previewFor, ticksPerFrame, type VideoRendition } from '#media/ladder'
import { type Complaint, measureOutput, oneSizeArgs, pictureReader } from '#media/picture'
import type { Probe } from '#media/probe'
import type { Slice } from '#media/slices'
import { baseSeconds, baseTicks } from '#media/timeline'
import { cmafArgs, videoArgs } from './arguments.ts'
import { findingsOf } from './findings.ts'
import { videoGraph } from './filters.ts'
import { logoDemuxer } from './logo.ts'
import type { EncodeOptions, EncodeResult, Finding } from './types.ts'
import { type StreamPlan, type StreamResult, writeStream } from './write.ts'

/** The part of a slice that encoding needs. */
export type FrameRun = Pick<Slice, 'startFrame' | 'frames' | 'firstSequence' | 'decodeFromSeconds'>

/**
 * Encodes one slice into all given renditions (largest first) with one decode. Segments are reported as they are
 * finished; the same slice makes the same bytes on every machine, also when its picture is measured on the way
 * (`measure`; the signals are in the result). Throws MediaError: `slice-incomplete` where the
 * source has fewer pictures than planned, `init-differs`, `off-grid`, `ffmpeg-failed`, `timed-out`.
 */
export const encodeSlice = async (
  source: MediaSource,
  probe: Probe,
  slice: FrameRun,
  renditions: readonly VideoRendition[],
  options: EncodeOptions & { measure?: boolean },
): Promise<EncodeResult> => {
  const ordered = renditions.toSorted((a, b) => b.width * b.height - a.width * a.height)
  const top = ordered[0]
  if (!top || !probe.video) throw new MediaError('no-picture', 'There is no picture to encode')
  const startSeconds = (slice.startFrame * top.frameRate.den) / top.frameRate.num
  const seekSeconds = seekFor(probe, slice, startSeconds, top)
  const work = { toneMap: probe.video.hdr !== undefined, deinterlace: probe.video.interlaced }
  const run = { offsetSeconds: probe.video.startSeconds + startSeconds, frames: slice.frames }
  const results: StreamResult[] = []
  const reader = options.measure
    ? pictureReader(probe, { frameRate: top.frameRate, startFrame: slice.startFrame, frames: slice.frames })
    : undefined
  const picturePipe = 3 + ordered.length
  const ffmpeg = await runFfmpeg(
    [
      // The source's own clock: ffmpeg's mending of it goes wrong after a seek into a program stream.
      '-copyts',
      ...oneSizeArgs(probe),
      ...(seekSeconds > 0 ? ['-ss', seekSeconds.toFixed(6)] : []),
      ...inputArgs(source),
      ...(options.logo ? inputArgs({ location: options.logo.path, demuxer: logoDemuxer }) : []),
      '-filter_complex',
      videoGraph(probe, work, ordered, { ...run, measurePipe: reader && picturePipe + 1, logo: options.logo }),
      ...ordered.flatMap((rendition, i) => [
        '-map',
        `[v${i}]`,
        ...videoArgs(rendition),
        ...cmafArgs({ startSeconds: baseSeconds + startSeconds, cut: { atKeyframes: true }, pipe: 3 + i }),
      ]),
      ...(reader ? measureOutput('q', picturePipe) : []),
    ],
    {
      ...options,
      onProgress: (progress) =>
        options.onProgress?.({ ...progress, share: Math.min(1, progress.frame / slice.frames) }),
      outputs: [
        ...ordered.map((rendition, i) => async (stream: Readable) => {
          results[i] = await writeStream(stream, streamPlan(rendition, slice), options)
        }),
        ...(reader?.readers ?? []),
      ],
    },
  )
  const endSeconds = startSeconds + (slice.frames * top.frameRate.den) / top.frameRate.num
  const findings = findingsOf(ffmpeg.complaints, startSeconds, endSeconds)
  const made = Math.min(...results.map((result) => result.frames))
  if (made !== slice.frames)
    throw new MediaError('slice-incomplete', 'The source ends or breaks off before the planned end of the slice', {
      plannedFrames: slice.frames,
      frames: made,
      brokenAtSeconds: startSeconds + (made * top.frameRate.den) / top.frameRate.num,
      findings,
    })
  return {
    cpuSeconds: ffmpeg.cpuSeconds,
    findings,
    inits: results.map((result) => result.init),
    segments: results.reduce((sum, result) => sum + result.segments, 0),
    ...(reader ? { signals: reader.signals(findings.map(asComplaint)) } : {}),
  }
}

const asComplaint = ({ fromSeconds, toSeconds, message }: Finding): Complaint => ({
  startSeconds: fromSeconds,
  endSeconds: toSeconds,
  message,
})

/**
 * Encodes the first `frames` pictures small and fast in one-second segments (as `previewFor` unless told otherwise):
 * what a viewer can see while the ladder is still being made. Failures as in encodeSlice.
 */
export const encodeHead = (
  source: MediaSource,
  probe: Probe,
  head: { frames: number; rendition?: VideoRendition },
  options: EncodeOptions,
): Promise<EncodeResult> =>
  encodeSlice(
    source,
    probe,
    { startFrame: 0, frames: head.frames, firstSequence: 0, decodeFromSeconds: 0 },
    [head.rendition ?? previewFor(probe)],
    options,
  )

/** Where the segments of a slice must lie. */
const streamPlan = (rendition: VideoRendition, slice: FrameRun): StreamPlan => ({
  rendition: rendition.name,
  codec: rendition.codec,
  firstSequence: slice.firstSequence,
  grid: {
    startTicks: baseTicks(rendition.timescale) + slice.startFrame * ticksPerFrame(rendition),
    ticksPerFrame: ticksPerFrame(rendition),
    gopFrames: rendition.gopFrames,
    frames: slice.frames,
  },
})

/** Containers without an index: a seek lands anywhere before the wanted time, also inside a GOP. */
const unindexed = new Set(['mpegts', 'mpeg', 'nut', 'dv', 'rm', 'asf', 'ogg'])
const unindexedMarginSeconds = 1

/**
 * Where to begin reading, in seconds after the container's start, so that the slice's first frame is certain to be
 * decoded: a quarter frame before it where the container has an index; at the keyframe before it where pictures come
 * unevenly (the one shown at the boundary may have begun earlier); with a margin before that where there is no index.
 */
const seekFor = (probe: Probe, slice: FrameRun, startSeconds: number, rendition: VideoRendition): number => {
  // Nothing lies before frame 0, and a seek there could only lose pictures.
  if (slice.startFrame === 0) return 0
  const firstPicture = (probe.video?.startSeconds ?? 0) - probe.startSeconds
  const seekable = !unindexed.has(probe.demuxer)
  const exact = seekable && !probe.video?.variableFrameRate
  const from = exact ? startSeconds : Math.min(slice.decodeFromSeconds, startSeconds)
  const margin = seekable ? rendition.frameRate.den / rendition.frameRate.num / 4 : unindexedMarginSeconds
  return Math.max(0, firstPicture + from - margin)
}
