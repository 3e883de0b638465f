import { MediaError } from '#media/ffmpeg'
import { mostCueCharacters, mostCues, mostFileBytes } from './limits.ts'

/** Ways in which a file of subtitles is not one. `line` counts from 1, `cue` too. */
export const tooLarge = (bytes: number) =>
  new MediaError('subtitles-too-large', 'A file of subtitles has at most 5 MB', { bytes, mostBytes: mostFileBytes })
export const tooManyCues = (cues: number) =>
  new MediaError('too-many-cues', 'A track has at most 20,000 cues', { cues, mostCues })
export const cueTooLong = (place: Place) =>
  new MediaError('cue-too-long', 'The text of a cue has at most 2,000 characters', {
    ...place,
    mostCharacters: mostCueCharacters,
  })
export const unknownEncoding = () =>
  new MediaError('subtitles-encoding', 'The characters of this file are neither UTF-8, UTF-16 nor GB 18030')
export const notUnderstood = () =>
  new MediaError('subtitles-not-understood', 'This is neither SRT, WebVTT, ASS nor TTML')
export const noCues = () => new MediaError('no-cues', 'There is no text with a time in this file')
export const damaged = (why: string, place: Place) =>
  new MediaError('subtitles-damaged', 'The file of subtitles cannot be read at one place', { why, ...place })
export const endsEarly = (place: Place) => damaged('It ends before it begins', place)
export const badTime = (place: Place) => damaged('Its time cannot be read', place)

export type Place = { line: number } | { cue: number }
