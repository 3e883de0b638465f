import { inputArgs, MediaError, type MediaSource, runFfprobe } from '#media/ffmpeg'

/** Where a source's pictures lie, in seconds after its first picture. */
export type PictureIndex = {
  keyframeSeconds: number[]
  pictures: number
  lastPictureSeconds: number
  lastPictureDurationSeconds: number
  /** The file ends before what its own structure says is in it. */
  endsEarly: boolean
}

/** What ffmpeg says of MP4 and Matroska that were cut off. Of other containers it cannot tell. */
const early = /partial file|File ended prematurely/

const maximumKeyframes = 5_000_000
/** Nobody shows one picture for an hour: the clock was set anew in between, or the timestamps are wrong. */
export const longestStillSeconds = 3600

/**
 * Reads where the pictures of the first video track lie (or the packets of the first sound track), from packet headers only (0.2 CPU s for 10 minutes of MP4).
 * Throws MediaError `damaged-file` when there is none, `clock-jumps` where timestamps jump ahead by more than an hour,
 * `timed-out` after ten minutes.
 */
export const keyframeTimes = async (
  source: MediaSource,
  options: {
    signal?: AbortSignal | undefined
    track?: 'picture' | 'sound'
    /** Told ffprobe's command before it is run. */
    onCommand?: ((command: readonly string[]) => void) | undefined
  } = {},
): Promise<PictureIndex> => {
  const keyframes: number[] = []
  let [pictures, first, last, lastDuration] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  let jump: { at: number; to: number } | undefined
  const run = await runFfprobe(
    [
      '-select_streams',
      options.track === 'sound' ? 'a:0' : 'V:0',
      '-show_entries',
      'packet=pts_time,dts_time,duration_time,flags',
      '-of',
      'csv=p=0',
      ...inputArgs(source),
    ],
    {
      signal: options.signal,
      onCommand: options.onCommand,
      timeoutSeconds: 600,
      onLine: (line) => {
        const [pts = '', dts = '', duration = '', flags = ''] = line.split(',')
        const time = Number.isFinite(Number.parseFloat(pts)) ? Number.parseFloat(pts) : Number.parseFloat(dts)
        // Packets that an edit list hides are decoded but never shown.
        if (!Number.isFinite(time) || flags.includes('D')) return
        pictures += 1
        first = Math.min(first, time)
        if (pictures > 1 && time - last > longestStillSeconds) jump ??= { at: last, to: time }
        if (time > last) [last, lastDuration] = [time, Number.parseFloat(duration) || 0]
        if (flags.includes('K') && keyframes.length < maximumKeyframes) keyframes.push(time)
      },
    },
  )
  if (pictures === 0) throw new MediaError('damaged-file', 'The track is empty', { complaints: run.complaints })
  if (lastDuration > longestStillSeconds) jump ??= { at: last, to: last + lastDuration }
  if (jump) throw clockJumps(jump.at - first, jump.to - jump.at)
  return {
    keyframeSeconds: keyframes.toSorted((a, b) => a - b).map((time) => time - first),
    pictures,
    lastPictureSeconds: last - first,
    lastPictureDurationSeconds: lastDuration,
    endsEarly: run.complaints.some((line) => early.test(line)),
  }
}

/** The refusal of a film whose timestamps jump ahead, by more than anybody would show one picture. */
export const clockJumps = (atSeconds: number, bySeconds: number): MediaError =>
  new MediaError('clock-jumps', `The timestamps jump ahead by ${Math.floor(bySeconds / 3600)} hours in the middle`, {
    atSeconds,
    bySeconds,
  })
