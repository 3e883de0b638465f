import { clockOf, secondsIn } from './clock.ts'
import { cleanCues } from './cues.ts'
import { badTime } from './failures.ts'
import { mostTimingCharacters } from './limits.ts'
import { rewritten, withoutReferences } from './markup.ts'
import type { Cue } from './types.ts'

const timing = /^\s*(\S+)\s+-->\s+(\S+)(?:\s+(.*))?$/

/** Reads WebVTT (W3C). Comments, styles and regions are left out; of mark-up what a cue can have is kept. */
export const readVtt = (text: string): Cue[] => {
  const lines = text.split(/\r\n|\n|\r/)
  const found: { line: number; cue: Cue }[] = []
  // The header ends with the first empty line.
  let i = lines.findIndex((line) => line.trim() === '')
  if (i < 0) i = lines.length
  while (i < lines.length) {
    if (lines[i]!.trim() === '') {
      i += 1
      continue
    }
    let end = i
    while (end < lines.length && lines[end]!.trim() !== '') end += 1
    const block = lines.slice(i, end)
    const at = block.slice(0, 2).findIndex((line) => line.includes('-->'))
    if (at >= 0 && !/^NOTE(?:\s|$)/.test(block[0]!)) {
      const line = i + at + 1
      if (block[at]!.length > mostTimingCharacters) throw badTime({ line })
      const [, start = '', finish = '', settings] = timing.exec(block[at]!) ?? []
      const [startSeconds, endSeconds] = [secondsIn(start), secondsIn(finish)]
      if (startSeconds === undefined || endSeconds === undefined) throw badTime({ line })
      const said = textOf(block.slice(at + 1).join('\n'))
      found.push({ line, cue: { startSeconds, endSeconds, text: said, ...(settings ? { settings } : {}) } })
    }
    i = end
  }
  return cleanCues(
    found.map(({ cue }) => cue),
    (i) => ({ line: found[i]!.line }),
  )
}

const textOf = (said: string): string =>
  withoutReferences(
    said.replace(/<(\/?)([^<>]*)>/g, (_, slash: string, inside: string) => {
      const [, mark] = /^([biu])(?:[.\s]|$)/.exec(inside) ?? []
      return mark === undefined ? '' : `<${slash}${mark}>`
    }),
  )

const written = (seconds: number) => clockOf(seconds, { point: '.', decimals: 3, hours: 2 })

const escaped = (text: string) =>
  rewritten(text, (plain) => plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))

const cueText = ({ startSeconds, endSeconds, text, settings }: Cue): string =>
  `${written(startSeconds)} --> ${written(endSeconds)}${settings ? ` ${settings}` : ''}\n${escaped(text)}\n`

/** Writes WebVTT. */
export const writeVtt = (cues: readonly Cue[]): string => `WEBVTT\n\n${cues.map(cueText).join('\n')}`

/** One WebVTT segment of an HLS rendition: how long it is, and its text. */
export type VttPiece = { durationSeconds: number; text: string }

const mostPieceBytes = 1_000_000
const leastPieceSeconds = 60

/**
 * WebVTT segments for HLS (RFC 8216, 3.5) that cover a film: one, unless that would be more than a megabyte.
 * `mediaStartSeconds` is where the film's media begins on its own clock. A cue that lasts over an edge stands on both
 * sides of it.
 */
export const vttPieces = (
  cues: readonly Cue[],
  { durationSeconds, mediaStartSeconds }: { durationSeconds: number; mediaStartSeconds: number },
): VttPiece[] => {
  const header = `WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:${Math.round(mediaStartSeconds * 90_000)}\n\n`
  const bytes = Buffer.byteLength(cues.map(cueText).join('\n'))
  const wanted = Math.ceil(bytes / mostPieceBytes)
  const most = Math.max(1, Math.floor(durationSeconds / leastPieceSeconds))
  const count = Math.min(Math.max(1, wanted), most)
  const length = count === 1 ? durationSeconds : Math.ceil(durationSeconds / count)
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [i * length, Math.min((i + 1) * length, durationSeconds)]
    const last = i === count - 1
    const inside = cues.filter((cue) => (i === 0 || cue.endSeconds > from) && (last || cue.startSeconds < to))
    return { durationSeconds: to - from, text: header + inside.map(cueText).join('\n') }
  })
}
