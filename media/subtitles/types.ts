/**
 * One line or picture of text with its time on the film's own clock. `text` is plain but for `<b>`, `<i>` and `<u>`,
 * lines divided by `\n`, none of them empty. `settings` are WebVTT cue settings (W3C WebVTT 1, 3.1).
 */
export type Cue = { startSeconds: number; endSeconds: number; text: string; settings?: string }

/** The formats that are read and written: SubRip, WebVTT, Advanced SubStation Alpha (and SSA), TTML (DFXP, IMSC). */
export type SubtitleFormat = 'srt' | 'vtt' | 'ass' | 'ttml'
export type SubtitleEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

/** A file of subtitles as it was understood. */
export type SubtitleFile = {
  format: SubtitleFormat
  encoding: SubtitleEncoding
  cues: Cue[]
  /** What the file says of its language (BCP 47), if anything. */
  language?: string
}
