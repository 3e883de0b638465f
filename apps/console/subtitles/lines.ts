import type { Cue, Kind } from '#services/subtitles'

/** A cue while it is being edited; its key stays the same however it is changed. */
export type Line = Cue & { key: number }
/** What a viewer would stumble over; `backwards` and `early` cannot be saved. */
export type Fault = 'backwards' | 'overlap' | 'short' | 'fast' | 'empty'

const shortestSeconds = 0.7
const usualSeconds = 2
const leastSeconds = 0.2

let keys = 0
export const linesOf = (cues: readonly Cue[]): Line[] => cues.map((cue) => ({ ...cue, key: ++keys }))

const toMilliseconds = (seconds: number) => Math.round(seconds * 1000) / 1000
const inOrder = (lines: readonly Line[]): Line[] => lines.toSorted((a, b) => a.startSeconds - b.startSeconds)

/** A line as it is saved. */
export const cueOf = ({ startSeconds, endSeconds, text, settings }: Line): Cue => ({
  startSeconds,
  endSeconds,
  text,
  ...(settings === undefined ? {} : { settings }),
})

/** The cues to save. A chapter lasts until the next one begins, the last one until the end of the film. */
export const cuesOf = (lines: readonly Line[], kind: Kind, durationSeconds: number): Cue[] => {
  const said = inOrder(lines).filter(({ text }) => text.trim() !== '')
  return said.map((line, i) => {
    const cue = cueOf(line)
    if (kind !== 'chapters') return cue
    const next = said.slice(i + 1).find(({ startSeconds }) => startSeconds > cue.startSeconds)
    return { ...cue, endSeconds: next?.startSeconds ?? Math.max(durationSeconds, cue.startSeconds + 1) }
  })
}

/** A line otherwise; lines whose beginning changes take their place in time. */
export const changed = (lines: readonly Line[], key: number, changes: Partial<Cue>): Line[] => {
  const next = lines.map((line) => (line.key === key ? { ...line, ...changes } : line))
  return changes.startSeconds === undefined ? next : inOrder(next)
}

/** A new line from a moment on, up to the next one where that is near. */
export const added = (lines: readonly Line[], atSeconds: number): { lines: Line[]; key: number } => {
  const next = lines.find(({ startSeconds }) => startSeconds > atSeconds + leastSeconds)
  const endSeconds = Math.min(atSeconds + usualSeconds, next?.startSeconds ?? Number.POSITIVE_INFINITY)
  const line = { startSeconds: toMilliseconds(atSeconds), endSeconds: toMilliseconds(endSeconds), text: '' }
  const [made] = linesOf([line])
  return { lines: inOrder([...lines, made!]), key: made!.key }
}

type Cut = { atCharacter?: number | undefined; atSeconds?: number | undefined }

/** Two lines of one: where the film stands, if that is within it, and where in the text somebody has put the caret. */
export const split = (lines: readonly Line[], key: number, { atCharacter, atSeconds }: Cut): Line[] =>
  lines.flatMap((line) => {
    if (line.key !== key) return [line]
    const { startSeconds, endSeconds, text } = line
    const inside = atSeconds !== undefined && atSeconds > startSeconds + 0.05 && atSeconds < endSeconds - 0.05
    const within = atCharacter !== undefined && atCharacter > 0 && atCharacter < text.length
    const share = inside ? (atSeconds - startSeconds) / (endSeconds - startSeconds) : undefined
    const place = within ? atCharacter : Math.round(text.length * (share ?? 0.5))
    const cut = inside ? atSeconds : startSeconds + (endSeconds - startSeconds) * (text ? place / text.length : 0.5)
    const middle = toMilliseconds(cut)
    const [second] = linesOf([{ ...line, startSeconds: middle, text: text.slice(place).trim() }])
    return [{ ...line, endSeconds: middle, text: text.slice(0, place).trim() }, second!]
  })

/** A line and the one after it as one. */
export const merged = (lines: readonly Line[], key: number): Line[] => {
  const at = lines.findIndex((line) => line.key === key)
  const [line, next] = [lines[at], lines[at + 1]]
  if (!line || !next) return [...lines]
  const text = [line.text, next.text].filter((one) => one.trim() !== '').join('\n')
  const one = { ...line, text, endSeconds: Math.max(line.endSeconds, next.endSeconds) }
  return [...lines.slice(0, at), one, ...lines.slice(at + 2)]
}

export type Shift = { offsetSeconds: number; factor: number }

/** Lines at other times: those of `which`, or all; undefined where one would come to lie before the film. */
export const shifted = (
  lines: readonly Line[],
  which: ReadonlySet<number> | undefined,
  { offsetSeconds, factor }: Shift,
): Line[] | undefined => {
  const move = (seconds: number) => toMilliseconds(seconds * factor + offsetSeconds)
  const next = lines.map((line) =>
    which && !which.has(line.key)
      ? line
      : { ...line, startSeconds: move(line.startSeconds), endSeconds: move(line.endSeconds) },
  )
  return next.some(({ startSeconds }) => startSeconds < 0) ? undefined : inOrder(next)
}

const pattern = (needle: string) => new RegExp(needle.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu')
export const holds = ({ text }: Line, needle: string): boolean => needle !== '' && pattern(needle).test(text)
export const replaced = (text: string, needle: string, by: string): string =>
  needle === '' ? text : text.replace(pattern(needle), () => by)

/** The line that is shown at a time; of several the one that began last. */
export const lineAt = (lines: readonly Line[], atSeconds: number): Line | undefined => {
  let [from, to] = [0, lines.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (lines[middle]!.startSeconds <= atSeconds) from = middle + 1
    else to = middle
  }
  return lines.slice(Math.max(0, from - 5), from).findLast(({ endSeconds }) => endSeconds > atSeconds)
}

const plain = (text: string) =>
  text
    .replaceAll(/<\/?[biu]>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
const han = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/gu

/** How fast a line has to be read, in characters a second, and how fast one can: 9 of Chinese, 17 of Latin letters. */
export const reading = ({ text, startSeconds, endSeconds }: Cue): { perSecond: number; most: number } => {
  const said = plain(text)
  const most = (said.match(han)?.length ?? 0) * 3 >= said.length && said !== '' ? 9 : 17
  const seconds = endSeconds - startSeconds
  return { perSecond: seconds > 0 ? said.length / seconds : 0, most }
}

/** What is wrong with a line, the worst first. */
export const faultsOf = (line: Line, before: Line | undefined, kind: Kind): Fault[] => {
  const faults: Fault[] = []
  if (kind !== 'chapters') {
    if (line.endSeconds <= line.startSeconds) faults.push('backwards')
    else if (line.endSeconds - line.startSeconds < shortestSeconds) faults.push('short')
    if (before && before.endSeconds > line.startSeconds) faults.push('overlap')
    const { perSecond, most } = reading(line)
    if (perSecond > most) faults.push('fast')
  }
  if (plain(line.text) === '') faults.push('empty')
  return faults
}

/** A time as editors of text write it: `00:01:02.500`. */
export const showTime = (seconds: number): string => {
  const all = Math.round(seconds * 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const whole = Math.floor(all / 1000)
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(two).join(':')
  return `${clock}.${String(all % 1000).padStart(3, '0')}`
}

/** The time that somebody has typed: `1:02.5`, `62,5`, `00:01:02.500`; undefined where it is none. */
export const readTime = (typed: string): number | undefined => {
  const text = typed
    .trim()
    .replaceAll(/[：;；]/g, ':')
    .replaceAll(/[,，。]/g, '.')
  const [, hours = '0', minutes = '0', seconds] =
    /^(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:\.\d{0,6})?)$/.exec(text) ?? []
  return seconds === undefined
    ? undefined
    : toMilliseconds(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}
