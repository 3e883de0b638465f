import { MediaError } from '#media/ffmpeg'
import { toMilliseconds } from './clock.ts'
import { badTime, cueTooLong, endsEarly, type Place, tooManyCues } from './failures.ts'
import { latestSeconds, mostCueCharacters, mostCues } from './limits.ts'
import { cleanText } from './markup.ts'
import type { Cue } from './types.ts'

/** Of WebVTT's cue settings those that say where a cue stands, each with a value it can have. */
const setting =
  /^(?:line:-?\d{1,3}(?:\.\d{1,3})?%?(?:,(?:start|center|end))?|position:\d{1,3}(?:\.\d{1,3})?%(?:,(?:line-left|center|line-right))?|size:\d{1,3}(?:\.\d{1,3})?%|align:(?:start|center|end|left|right)|vertical:(?:rl|lr))$/

/** The settings of a cue that are known; undefined where none are left. */
export const cleanSettings = (settings: string): string | undefined =>
  settings
    .slice(0, 200)
    .split(/\s+/)
    .filter((one) => setting.test(one))
    .join(' ') || undefined

/** Above the picture's middle: how ASS (`\an8`), SRT players and TTML regions can say it too. */
export const topSettings = 'line:0'
export const isOnTop = ({ settings = '' }: Cue): boolean => /(?:^| )line:(?:\d(?!\d)%?|[1-3]\d%)/.test(settings)

/** A cue in its safe form; undefined where there is nothing to show. Throws `subtitles-damaged` or `cue-too-long`. */
export const cleanCue = (cue: Cue, place: Place): Cue | undefined => {
  const [startSeconds, endSeconds] = [toMilliseconds(cue.startSeconds), toMilliseconds(cue.endSeconds)]
  const isTime = (seconds: number) => seconds >= 0 && seconds <= latestSeconds
  if (!isTime(startSeconds) || !isTime(endSeconds)) throw badTime(place)
  if (endSeconds < startSeconds) throw endsEarly(place)
  // Mark-up four times as long as any text is not looked at closely.
  if (cue.text.length > mostCueCharacters * 4) throw cueTooLong(place)
  const text = cleanText(cue.text)
  if (text.length > mostCueCharacters) throw cueTooLong(place)
  if (text === '' || endSeconds === startSeconds) return undefined
  const settings = cue.settings === undefined ? undefined : cleanSettings(cue.settings)
  return { startSeconds, endSeconds, text, ...(settings === undefined ? {} : { settings }) }
}

/** Cues in their safe form and order: by start, then by end. They may overlap. */
export const cleanCues = (cues: readonly Cue[], placeOf: (index: number) => Place = (i) => ({ cue: i + 1 })): Cue[] => {
  if (cues.length > mostCues) throw tooManyCues(cues.length)
  return cues
    .flatMap((cue, i) => cleanCue(cue, placeOf(i)) ?? [])
    .toSorted((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds)
}

/**
 * Cues at other times: each time is multiplied by `factor`, then moved by `offsetSeconds`. Throws `before-the-beginning`
 * where a cue would come to lie before the film, and `subtitles-damaged` where it would be out of reach.
 */
export const retimed = (
  cues: readonly Cue[],
  { offsetSeconds = 0, factor = 1 }: { offsetSeconds?: number | undefined; factor?: number | undefined },
): Cue[] => {
  const moved = cues.map((cue) => ({
    ...cue,
    startSeconds: cue.startSeconds * factor + offsetSeconds,
    endSeconds: cue.endSeconds * factor + offsetSeconds,
  }))
  const before = moved.filter(({ startSeconds }) => toMilliseconds(startSeconds) < 0).length
  if (before > 0)
    throw new MediaError('before-the-beginning', 'Some of it would come to lie before the film begins', {
      cues: before,
    })
  return cleanCues(moved)
}
