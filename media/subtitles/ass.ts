import { clockOf, secondsIn } from './clock.ts'
import { cleanCues, isOnTop, topSettings } from './cues.ts'
import { badTime } from './failures.ts'
import { rewritten } from './markup.ts'
import type { Cue } from './types.ts'

const usualFormat = ['layer', 'start', 'end', 'style', 'name', 'marginl', 'marginr', 'marginv', 'effect', 'text']

/** Reads the dialogue of Advanced SubStation Alpha, and of its forerunner SSA. Drawings and comments are left out. */
export const readAss = (text: string): Cue[] => {
  const found: { line: number; cue: Cue }[] = []
  let inEvents = false
  let format = usualFormat
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    const [, section] = /^\s*\[(.{1,40})\]\s*$/.exec(line) ?? []
    if (section !== undefined) inEvents = section.toLowerCase() === 'events'
    if (!inEvents) continue
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
    const value = line.slice(colon + 1)
    if (name === 'format') format = value.split(',').map((one) => one.trim().toLowerCase())
    if (name !== 'dialogue') continue
    const parts = value.split(',')
    const part = (wanted: string) => parts[format.indexOf(wanted)] ?? ''
    const [startSeconds, endSeconds] = [secondsIn(part('start')), secondsIn(part('end'))]
    if (startSeconds === undefined || endSeconds === undefined) throw badTime({ line: i + 1 })
    // The text is the last of the fields and may have commas of its own. What ends before it begins is never shown.
    const said = textOf(parts.slice(format.length - 1).join(','))
    const ends = Math.max(startSeconds, endSeconds)
    found.push({ line: i + 1, cue: { startSeconds, endSeconds: ends, ...said } })
  }
  return cleanCues(
    found.map(({ cue }) => cue),
    (i) => ({ line: found[i]!.line }),
  )
}

/** Words of a line: `{\…}` changes how they look, `\N` begins a new line, and while `\p` is on they draw shapes. */
const textOf = (said: string): Pick<Cue, 'text' | 'settings'> => {
  let [text, isDrawing, onTop, at] = ['', false, false, 0]
  const add = (words: string) => {
    if (isDrawing) return
    text += words
      .replace(/\\[Nn]/g, '\n')
      .replaceAll('\\h', '\u00A0')
      .replace(/\\([{}])/g, '$1')
      // A backslash that is meant as one is kept from its neighbour by a word joiner.
      .replaceAll('\\\u2060', '\\')
  }
  for (const block of said.matchAll(/(?<!\\)\{([^{}]*)\}/g)) {
    add(said.slice(at, block.index))
    at = block.index + block[0].length
    for (const [, name, value] of block[1]!.matchAll(/\\(an|[aibup])(\d{1,3})(?![\w.])/g)) {
      const number = Number(value)
      if (name === 'p') isDrawing = number > 0
      else if (name === 'an') onTop = number >= 7 && number <= 9
      else if (name === 'a') onTop = number >= 5 && number <= 7
      else text += `<${number > 0 ? '' : '/'}${name}>`
    }
  }
  add(said.slice(at))
  return { text, ...(onTop ? { settings: topSettings } : {}) }
}

const written = (seconds: number) => clockOf(seconds, { point: '.', decimals: 2, hours: 1 })

const header = `[Script Info]
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
PlayResX: 1920
PlayResY: 1080

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,sans-serif,60,&H00FFFFFF,&H000000FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,1,2,60,60,54,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`

/** Writes Advanced SubStation Alpha in one plain style. Times are those of the format: hundredths of a second. */
export const writeAss = (cues: readonly Cue[]): string => {
  const lines = cues.map((cue) => {
    const text = rewritten(
      cue.text,
      (plain) =>
        plain
          .replaceAll('\\', '\\\u2060')
          .replace(/[{}]/g, (brace) => `\\${brace}`)
          .replaceAll('\n', '\\N'),
      (mark, opens) => `{\\${mark}${opens ? 1 : 0}}`,
    )
    const [from, to] = [written(cue.startSeconds), written(cue.endSeconds)]
    return `Dialogue: 0,${from},${to},Default,,0,0,0,,${isOnTop(cue) ? '{\\an8}' : ''}${text}\n`
  })
  return header + lines.join('')
}
