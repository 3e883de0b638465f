import { access } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { toneMapFilters } from '#media/encode'
import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import { outputFrameRate } from '#media/ladder'
import { oneSize, oneSizeArgs, steadyFrames } from '#media/picture'
import type { Probe } from '#media/probe'

/** Where a still is written and how its making is held. */
export type StillOptions = {
  /** The JPEG's path; its folder exists. */
  path: string
  signal?: AbortSignal | undefined
  /** Told ffmpeg's command before it is run. */
  onCommand?: ((command: readonly string[]) => void) | undefined
}

const longestSide = 1920
const quality = '3'
const timeoutSeconds = 60

/** Fits into a square, never enlarged, both sides even; transparency and unusual chroma are gone afterwards. */
const fitted = [
  `scale='min(${longestSide},iw)':'min(${longestSide},ih)':force_original_aspect_ratio=decrease`,
  'scale=trunc(iw/2)*2:trunc(ih/2)*2:flags=bicubic:out_range=pc',
]
const jpeg = ['format=yuvj420p', 'setsar=1']

/** Without anything that says how, where and by whom a picture was made. */
const output = (path: string): string[] => [
  '-frames:v', '1', '-map_metadata', '-1', '-flags', '+bitexact', '-fflags', '+bitexact',
  '-q:v', quality, '-update', '1', '-y', '-f', 'image2', basename(path),
] // prettier-ignore

const run = async (args: string[], { path, signal, onCommand }: StillOptions): Promise<void> => {
  // A name with a percent sign in its folder would be read as a pattern.
  await runFfmpeg([...args, ...output(path)], { signal, onCommand, timeoutSeconds, cwd: dirname(path) })
  await access(path).catch(() => {
    throw new MediaError('no-pictures', 'No picture could be read from the video')
  })
}

/** Decoding begins this long before the moment, so that also pictures that refer backwards are whole. */
const marginSeconds = 1
/** Where there is no index a seek lands anywhere: far enough back for a keyframe. */
const unindexedMarginSeconds = 12
const unindexed = new Set(['mpegts', 'mpeg', 'nut', 'dv', 'rm', 'asf', 'ogg'])

/**
 * Writes exactly the picture that renditions show at a moment (seconds after the first picture) as a JPEG, both sides at
 * most 1920, upright and in its true shape. A moment after the end means the last picture. Throws MediaError
 * `no-picture`, `no-pictures`, `ffmpeg-failed`, `timed-out`.
 */
export const stillAt = async (
  source: MediaSource,
  probe: Probe,
  atSeconds: number,
  options: StillOptions,
): Promise<void> => {
  const { video } = probe
  if (!video) throw new MediaError('no-picture', 'A file without picture has no still')
  const frameRate = outputFrameRate(probe)
  const rate = frameRate.num / frameRate.den
  const last = Math.max(0, Math.ceil((video.durationSeconds ?? probe.durationSeconds) * rate - 0.5) - 1)
  // Players say where a picture begins to a microsecond or so.
  const frame = Math.min(last, Math.max(0, Math.floor(atSeconds * rate + 0.01)))
  const at = frame / rate
  const margin = unindexed.has(probe.demuxer) ? unindexedMarginSeconds : marginSeconds
  const seek = Math.max(0, video.startSeconds - probe.startSeconds) + at - margin
  const filters = [
    ...oneSize(probe),
    ...(video.interlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    ...steadyFrames({ frameRate, offsetSeconds: video.startSeconds + at, frames: 1 }),
    // Square pixels, in the size in which it is shown.
    `scale=${video.displayWidth}:${video.displayHeight}:flags=bicubic`,
    ...fitted,
    ...(video.hdr ? toneMapFilters : []),
    ...jpeg,
  ]
  const decode = ['-copyts', '-noaccurate_seek', ...oneSizeArgs(probe)]
  const from = seek > 0 ? ['-ss', seek.toFixed(6)] : []
  await run([...decode, ...from, ...inputArgs(source), '-map', '0:V:0', '-vf', filters.join(',')], options)
}

/** Kinds of picture by how their bytes begin, with the only demuxer that is to read them. */
const kinds = [
  { demuxer: 'jpeg_pipe', isIt: (bytes: Buffer) => bytes.readUInt16BE(0) === 0xffd8 },
  { demuxer: 'png_pipe', isIt: (bytes: Buffer) => bytes.readUInt32BE(0) === 0x89504e47 },
  {
    demuxer: 'webp_pipe',
    isIt: (bytes: Buffer) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
  },
]

const leastBytes = 16

/** The demuxer of a picture by its first bytes; undefined where it is neither JPEG, PNG nor WebP. */
export const pictureDemuxer = (bytes: Buffer): string | undefined =>
  bytes.length < leastBytes ? undefined : kinds.find(({ isIt }) => isIt(bytes))?.demuxer

const notAPicture = (): MediaError =>
  new MediaError('not-a-picture', 'This is no picture that can be read: send JPEG, PNG or WebP')

/** What a picture somebody sent may have: an honest camera has fewer. */
const mostPixels = 100_000_000

const pictureInput = (source: MediaSource): string[] => {
  if (source.demuxer === undefined) throw notAPicture()
  return inputArgs(source, { maximumPixels: mostPixels })
}

/** What ffmpeg cannot read is no picture; what is wrong with the machine stays what it is. */
const asRefusal = (error: unknown): never => {
  const isBad = error instanceof MediaError && ['ffmpeg-failed', 'damaged-file', 'no-pictures'].includes(error.code)
  throw isBad ? notAPicture() : error
}

/**
 * Writes a picture that somebody sent (a file of one of the kinds above) as a JPEG, both sides at most 1920, turned
 * upright and without metadata. Throws MediaError `not-a-picture`, `timed-out`, `needs-too-much-memory`.
 */
export const stillOfPicture = (source: MediaSource, options: StillOptions): Promise<void> =>
  run([...pictureInput(source), '-map', '0:v:0', '-vf', [...fitted, ...jpeg].join(',')], options).catch(asRefusal)
