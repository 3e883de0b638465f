import { readAss, writeAss } from './ass.ts'
import { decodedText } from './encoding.ts'
import { noCues, notUnderstood } from './failures.ts'
import { readSrt, writeSrt } from './srt.ts'
import { readTtml, writeTtml } from './ttml.ts'
import { readVtt, writeVtt } from './vtt.ts'
import type { Cue, SubtitleFile, SubtitleFormat } from './types.ts'

/** What a text is, by what it says and never by its name. */
const formatOf = (text: string): SubtitleFormat | undefined => {
  const begin = text.slice(0, 65_536).trimStart()
  if (/^WEBVTT(?:\s|$)/.test(begin)) return 'vtt'
  if (/^<(?:\?xml|(?:\w{1,20}:)?tt[\s>])/.test(begin)) return 'ttml'
  if (/^\[(?:script info|events)\]/im.test(begin)) return 'ass'
  return /^[ \t]*[\d:.,]{4,20}[ \t]*-->/m.test(begin) ? 'srt' : undefined
}

/**
 * Reads a file of subtitles of any known format and encoding. Throws MediaError: `subtitles-too-large`,
 * `subtitles-encoding`, `subtitles-not-understood`, `subtitles-damaged` (with the line), `too-many-cues`,
 * `cue-too-long`, `no-cues`.
 */
export const readSubtitles = (bytes: Uint8Array): SubtitleFile => {
  const { text, encoding } = decodedText(bytes)
  const format = formatOf(text)
  if (format === undefined) throw notUnderstood()
  const read = { srt: readSrt, vtt: readVtt, ass: readAss }
  const found = format === 'ttml' ? readTtml(text) : { cues: read[format](text) }
  if (found.cues.length === 0) throw noCues()
  return { format, encoding, ...found }
}

/** Cues as a file of a format, in UTF-8; `language` (BCP 47) is said where the format can. */
export const writeSubtitles = (
  cues: readonly Cue[],
  format: SubtitleFormat,
  about: { language?: string | undefined } = {},
): string => ({ srt: writeSrt, vtt: writeVtt, ass: writeAss, ttml: writeTtml })[format](cues, about)
