import { inputArgs, MediaError, type MediaSource, runFfmpeg } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import { type Interlaced, oneSize, oneSizeArgs } from '#media/picture'
import type { FixKind } from './types.ts'
import { frameWithinBars } from './crop.ts'

/** What is to be mended, and what is known of the file that the mending needs. */
export type Mending = {
  fixes: readonly FixKind[]
  /** Integrated loudness as measured, and what it is to be; for `loudness`. */
  loudness?: { measuredLufs: number; targetLufs: number; highestTruePeakDbtp: number } | undefined
  /** Which field comes first; for `deinterlace`. */
  fieldOrder?: Interlaced['fieldOrder'] | undefined
}

export type MendOptions = {
  signal?: AbortSignal | undefined
  nice?: number | undefined
  onProgress?: ((share: number) => void) | undefined
}

/** Coders and containers by which picture and sound that are not mended are taken over as they are. */
const mp4Picture = new Set(['h264', 'hevc', 'mpeg4', 'av1', 'mpeg2video'])
const mp4Sound = new Set(['aac', 'mp3', 'ac3', 'eac3', 'alac'])
/** Fine enough that coding it once more for every screen shows nothing of this pass. */
const mezzanine = ['-c:v', 'libx264', '-preset', 'fast', '-crf', '14', '-pix_fmt', 'yuv420p']
const tracks = ['-map', '0:V:0?', '-map', '0:a?', '-map_chapters', '-1']
const studioSound = ['-c:a', 'aac', '-b:a', '256k']
/** Below the true peak that is asked for: between samples it rises by about so much. */
const peakMarginDecibels = 1

/** Which kind of file the mending makes: MP4 where everything fits into it, Matroska otherwise. */
export const mendedContainer = (probe: Probe, { fixes }: Pick<Mending, 'fixes'>): 'mp4' | 'matroska' => {
  const newPicture = fixes.includes('crop') || fixes.includes('deinterlace') || probe.video?.sizes !== undefined
  const pictureFits = newPicture || !probe.video || mp4Picture.has(probe.video.codec)
  const soundFits = fixes.includes('loudness') || probe.audio.every(({ codec }) => mp4Sound.has(codec))
  return pictureFits && soundFits ? 'mp4' : 'matroska'
}

/**
 * Makes a mended file: loudness by a gain and a limiter, crop by what is not black at full size, deinterlacing, or only
 * a new container with clean timestamps. What is not mended is copied, not coded again, but for pictures of several
 * sizes: they become one. Throws MediaError `no-bars` where there is nothing to crop, `ffmpeg-failed`, `timed-out`.
 */
export const mendFile = async (
  source: MediaSource,
  probe: Probe,
  mending: Mending,
  target: string,
  options: MendOptions = {},
): Promise<{ cpuSeconds: number }> => {
  const { signal, nice, onProgress } = options
  const pictureFilters = [...oneSize(probe), ...(await filtersFor(source, probe, mending, signal))]
  const gain = mending.fixes.includes('loudness') ? loudnessFilters(mending) : undefined
  const run = await runFfmpeg(
    [
      '-fflags',
      '+genpts',
      ...oneSizeArgs(probe),
      ...inputArgs(source),
      ...tracks,
      ...(pictureFilters.length > 0 ? ['-vf', pictureFilters.join(','), ...mezzanine] : ['-c:v', 'copy']),
      ...(gain ? ['-af', gain, ...studioSound] : ['-c:a', 'copy']),
      '-avoid_negative_ts',
      'make_zero',
      '-max_muxing_queue_size',
      '4096',
      ...(mendedContainer(probe, mending) === 'mp4' ? ['-movflags', '+faststart', '-f', 'mp4'] : ['-f', 'matroska']),
      `file:${target}`,
    ],
    {
      signal,
      nice,
      timeoutSeconds: 4 * 3600,
      onProgress: ({ outSeconds }) => onProgress?.(Math.min(1, outSeconds / Math.max(0.001, probe.durationSeconds))),
    },
  )
  return { cpuSeconds: run.cpuSeconds }
}

const filtersFor = async (
  source: MediaSource,
  probe: Probe,
  { fixes, fieldOrder }: Mending,
  signal: AbortSignal | undefined,
): Promise<string[]> => {
  const parity = fieldOrder === 'top' ? 'tff' : fieldOrder === 'bottom' ? 'bff' : 'auto'
  const filters = fixes.includes('deinterlace') ? [`bwdif=mode=send_frame:parity=${parity}:deint=all`] : []
  if (!fixes.includes('crop')) return filters
  const frame = await frameWithinBars(source, probe, signal)
  if (!frame) throw new MediaError('no-bars', 'The black bars are not there throughout: nothing can be cropped')
  return [...filters, `crop=${frame.width}:${frame.height}:${frame.x}:${frame.y}`]
}

const loudnessFilters = ({ loudness }: Mending): string => {
  if (!loudness) throw new MediaError('no-loudness', 'The loudness of this sound could not be measured')
  const gain = (loudness.targetLufs - loudness.measuredLufs).toFixed(2)
  const limit = 10 ** ((loudness.highestTruePeakDbtp - peakMarginDecibels) / 20)
  return `volume=${gain}dB:precision=float,alimiter=limit=${limit.toFixed(4)}:level=disabled`
}
