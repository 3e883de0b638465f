import { stat } from 'node:fs/promises'
import { inputArgs, isUrl, MediaError, type MediaSource, mostPixels, runFfprobe } from '#media/ffmpeg'
import { parseProbe, type RawProbe, tooLarge } from './parse.ts'
import { describeFailure, longestSeconds, pictureTooLarge, tooLong } from './refusals.ts'
import type { PictureLimits, Probe } from './types.ts'

/** The containers that are taken in, by ffmpeg's name. Nothing that refers to other files, no bare text, no stills. */
const containers =
  'mov,matroska,mpegts,mpeg,avi,flv,asf,mxf,gxf,ogg,nut,dv,rm,wtv,wav,w64,aiff,caf,au,mp3,aac,flac,ac3,eac3,amr'

/** The largest picture taken in: 16384 pixels a side, 64 megapixels. */
export const defaultLimits: PictureLimits = { maximumSide: 16_384, maximumPixels: mostPixels }

/** Options of a probe: cancellation, largest picture, patience. */
export type ProbeOptions = {
  signal?: AbortSignal | undefined
  limits?: PictureLimits | undefined
  timeoutSeconds?: number | undefined
  /** Told ffprobe's command before it is run. */
  onCommand?: ((command: readonly string[]) => void) | undefined
}

/**
 * Finds out what a media file is, from its content and never from its name. Throws MediaError: `empty-file`,
 * `source-unreadable`, `not-media`, `container-not-allowed`, `media-elsewhere`, `incomplete-file`, `damaged-file`,
 * `no-tracks`, `unknown-codec`, `picture-too-large`, `too-long`, `timed-out`.
 */
export const probe = async (source: MediaSource, options: ProbeOptions = {}): Promise<Probe> => {
  const limits = options.limits ?? defaultLimits
  await refuseUnreadable(source)
  const run = await runFfprobe(
    [
      '-format_whitelist',
      containers,
      '-show_streams',
      '-show_format',
      '-show_chapters',
      '-of',
      'json',
      ...inputArgs(source, limits),
    ],
    { signal: options.signal, timeoutSeconds: options.timeoutSeconds, onCommand: options.onCommand },
  )
  if (run.exitCode !== 0) throw describeFailure(run.complaints, isUrl(source))
  const found = parseProbe(JSON.parse(run.output) as RawProbe)
  if (run.complaints.some((line) => /Picture size \d+x\d+ is invalid/.test(line)))
    throw pictureTooLarge(limits, run.complaints)
  refuseUnusable(found, limits, run.complaints)
  const durationSeconds =
    found.durationSeconds > 0
      ? found.durationSeconds
      : await measureDuration({ ...source, demuxer: found.demuxer }, options, found)
  if (durationSeconds > longestSeconds) throw tooLong(durationSeconds)
  return { ...found, durationSeconds }
}

const refuseUnreadable = async (source: MediaSource): Promise<void> => {
  if (isUrl(source)) return
  const file = await stat(source.location).catch((error: NodeJS.ErrnoException) => {
    throw new MediaError('source-unreadable', 'The media file could not be opened', { reason: error.code })
  })
  if (!file.isFile()) throw new MediaError('source-unreadable', 'This is not a file')
  if (file.size === 0) throw new MediaError('empty-file', 'The file is empty')
}

const refuseUnusable = (found: Probe, limits: PictureLimits, complaints: string[]): void => {
  if (complaints.some((line) => /Skipped opening external track/.test(line)))
    throw new MediaError('media-elsewhere', 'The file refers to media in another file, which is not read')
  if (!found.video && found.audio.length === 0)
    throw new MediaError('no-tracks', 'The file contains neither picture nor sound', { demuxer: found.demuxer })
  if (found.video) {
    if (tooLarge(found.video, limits)) throw pictureTooLarge(limits, complaints)
    if (found.video.codec === '')
      throw new MediaError('unknown-codec', 'The picture is coded in a way that is not understood', { complaints })
    if (found.video.codedWidth === 0 || found.video.codedHeight === 0 || found.video.pixelFormat === '')
      throw new MediaError('damaged-file', 'No picture could be found in the video track', { complaints })
  } else if (found.audio.every((track) => track.codec === '' || track.channels === 0)) {
    throw new MediaError('unknown-codec', 'The sound is coded in a way that is not understood', { complaints })
  }
}

/** Browsers record WebM without a duration: then the last packet tells. */
const measureDuration = async (source: MediaSource, options: ProbeOptions, found: Probe): Promise<number> => {
  let end = found.startSeconds
  await runFfprobe(['-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0', ...inputArgs(source)], {
    signal: options.signal,
    timeoutSeconds: options.timeoutSeconds,
    onCommand: options.onCommand,
    onLine: (line) => {
      const [start = Number.NaN, duration = 0] = line.split(',').map(Number)
      if (Number.isFinite(start)) end = Math.max(end, start + (duration || 0))
    },
  })
  return end - found.startSeconds
}
