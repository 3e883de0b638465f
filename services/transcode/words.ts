import { Problem } from '#backbone'
import { isInTheFile, MediaError } from '#media/ffmpeg'

/** A time as people in a newsroom write it: `mm:ss`, with hours when there are any. */
export const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const pair = (value: number) => String(value).padStart(2, '0')
  return `${hours > 0 ? `${hours}:` : ''}${pair(minutes)}:${pair(rest)}`
}

const lineLength = 450
const mostLines = 40

/** What a shell takes as it stands; anything else goes in quotes. */
const inShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`

/**
 * A command as a person would type it, in lines of a log, which are short and few: the first begins with `$ `, and a
 * line that goes on in the next ends with a backslash. A presigned URL's query is a secret.
 */
export const commandLines = (command: readonly string[]): string[] => {
  const words = command.map((word) => inShell(word.replace(/^(https?:\/\/[^?]*)\?.*$/s, '$1?…')))
  const text = `$ ${words.join(' ')}`
  const lines: string[] = []
  for (let from = 0; from < text.length && lines.length < mostLines;) {
    const full = from + lineLength
    // Between words where there is a gap near the end of the line.
    const gap = text.lastIndexOf(' ', full - 1) + 1
    const to = full >= text.length ? text.length : gap > full - lineLength / 3 ? gap : full
    lines.push(text.slice(from, to) + (to < text.length ? '\\' : ''))
    from = to
  }
  return lines
}

const tailLines = 20

/** The last of what ffmpeg said before it failed. */
export const lastWords = (error: unknown): string[] =>
  error instanceof MediaError && typeof error.detail.logTail === 'string'
    ? error.detail.logTail.split('\n').slice(-tailLines)
    : []

/** The refusal of a file whose picture ends long before it says it does. */
export const cutOff = (atSeconds: number, claimedSeconds: number): Problem =>
  new Problem('file-cut-off', 422, `The file is cut off at ${clock(atSeconds)} of ${clock(claimedSeconds)}`, {
    atSeconds,
    claimedSeconds,
  })

/** No room for what was being written, by us or by ffmpeg. */
const isFull = (error: unknown): boolean =>
  error instanceof MediaError
    ? /No space left on device|Disk quota exceeded/.test(JSON.stringify(error.detail))
    : error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')

/** What the media engine could not do, as a problem; anything else stays what it is. */
export const asProblem = (error: unknown): unknown => {
  if (isFull(error)) return new Problem('storage-full', 507, 'The storage is full')
  if (!(error instanceof MediaError)) return error
  const { code, message, detail } = error
  if (code === 'slice-incomplete' && typeof detail.brokenAtSeconds === 'number') {
    const atSeconds = detail.brokenAtSeconds
    return new Problem(
      'file-damaged',
      422,
      `The picture breaks off at ${clock(atSeconds)}: the file is damaged there`,
      {
        atSeconds,
      },
    )
  }
  if (isInTheFile(code)) return new Problem(code, 422, message, bounded(detail))
  return new Problem(code, code === 'source-unreadable' || code === 'timed-out' ? 503 : 500, message, bounded(detail))
}

/** The facts without ffmpeg's whole log. */
const bounded = (detail: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(detail)
      .filter(([name]) => name !== 'logTail')
      .map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, 5) : value]),
  )
