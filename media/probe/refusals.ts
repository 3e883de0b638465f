import { MediaError } from '#media/ffmpeg'
import type { PictureLimits } from './types.ts'

/** Two days: longer than any recording, short enough that a lie about it costs nothing. */
export const longestSeconds = 48 * 3600

/** The refusal of a picture that is larger than allowed. */
export const pictureTooLarge = (limits: PictureLimits, complaints: string[]): MediaError =>
  new MediaError('picture-too-large', 'The picture is larger than this system takes in', { ...limits, complaints })

/** The refusal of a film that says it goes on for longer than anybody could mean. */
export const tooLong = (durationSeconds: number): MediaError =>
  new MediaError('too-long', `The film is said to last ${Math.floor(durationSeconds / 3600)} hours`, {
    durationSeconds,
    longestSeconds,
  })

/** What ffprobe's refusal of a whole file means, in words for people; `isRemote` where it is read over the network. */
export const describeFailure = (complaints: string[], isRemote: boolean): MediaError => {
  const said = (pattern: RegExp) => complaints.some((line) => pattern.test(line))
  const detail = { complaints }
  if (said(/not on whitelist/))
    return new MediaError(
      'container-not-allowed',
      'This kind of file is not taken in: it is not an audio or video file',
      detail,
    )
  if (said(/low score/)) return new MediaError('not-media', 'This is not an audio or video file', detail)
  if (said(/moov atom not found/))
    return new MediaError('incomplete-file', 'The file is cut off: its index, which comes last, is missing', detail)
  // Demuxers call a packet that makes no sense an input error, too.
  const away = isRemote
    ? /HTTP error|Server returned|Connection|Input\/output error|timed out/i
    : /No such file|Permission denied/
  if (said(away)) return new MediaError('source-unreadable', 'The media file could not be read', detail)
  if (said(/Invalid data found/) && complaints.length === 1)
    return new MediaError('not-media', 'This is not an audio or video file', detail)
  return new MediaError('damaged-file', 'The file is damaged and cannot be read', detail)
}
