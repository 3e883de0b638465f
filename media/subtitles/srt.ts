import { clockOf, secondsIn } from './clock.ts'
import { cleanCues, isOnTop, topSettings } from './cues.ts'
import { badTime, damaged } from './failures.ts'
import { mostTimingCharacters } from './limits.ts'
import { rewritten } from './markup.ts'
import type { Cue } from './types.ts'

const timing = /^\s*([\d:.,]+)\s*-->\s*([\d:.,]+)(.*)$/
/** Many players know this word of ASS in SRT too. */
const place = /\{\\an?(\d{1,2})\}/

/** Reads SubRip. Blank lines within a text are let pass, as players do; numbers are not looked at. */
export const readSrt = (text: string): Cue[] => {
  const lines = text.split(/\r\n|\n|\r/)
  const found: { line: number; start: string; end: string; text: string[] }[] = []
  for (const [i, line] of lines.entries()) {
    const [, start, end] = (line.length <= mostTimingCharacters && timing.exec(line)) || []
    const last = found.at(-1)
    if (start !== undefined && end !== undefined) {
      // The number of this cue stands on the line before, and belongs to no text.
      if (last && /^\s*\d+\s*$/.test(last.text.at(-1) ?? '')) last.text.pop()
      found.push({ line: i + 1, start, end, text: [] })
    } else if (line.includes('-->')) throw badTime({ line: i + 1 })
    else if (last) last.text.push(line)
    else if (line.trim() !== '' && !/^\s*\d+\s*$/.test(line))
      throw damaged('There is text before the first time', { line: i + 1 })
  }
  const cues = found.map(({ line, start, end, text }): Cue => {
    const [startSeconds, endSeconds] = [secondsIn(start), secondsIn(end)]
    if (startSeconds === undefined || endSeconds === undefined) throw badTime({ line })
    const said = text.join('\n')
    const [, corner] = place.exec(said) ?? []
    const top = corner !== undefined && Number(corner) >= 7 && Number(corner) <= 9
    const shown = said.replace(/\{\\[^{}]*\}/g, '')
    return { startSeconds, endSeconds, text: shown, ...(top ? { settings: topSettings } : {}) }
  })
  return cleanCues(cues, (i) => ({ line: found[i]!.line }))
}

const written = (seconds: number) => clockOf(seconds, { point: ',', decimals: 3, hours: 2 })

/** Writes SubRip. */
export const writeSrt = (cues: readonly Cue[]): string =>
  cues
    .map((cue, i) => {
      // SubRip has no way to write its own arrow.
      const text = rewritten(cue.text, (plain) => plain.replaceAll('-->', '→'))
      return `${i + 1}\n${written(cue.startSeconds)} --> ${written(cue.endSeconds)}\n${isOnTop(cue) ? '{\\an8}' : ''}${text}\n`
    })
    .join('\n')
