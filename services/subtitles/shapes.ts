import { Type, type Static } from 'typebox'
import { Id, Instant } from '#backbone/schemas'

const Optional = Type.Optional
/** The kinds of text tracks (W3C HTML): what is said, what is to be heard, and the parts of a film. */
export const Kind = Type.Enum(['subtitles', 'captions', 'chapters'])
export type Kind = Static<typeof Kind>

/** BCP 47, such as `zh-CN` or `en`. */
export const Language = Type.String({
  maxLength: 35,
  pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$',
  description: 'BCP 47, such as zh-CN',
})

const Seconds = Type.Number({ minimum: 0, maximum: 1_000_000 })
/** Text with its time; of mark-up `<b>`, `<i>` and `<u>` are kept. `settings` are WebVTT cue settings. */
export const Cue = Type.Object({
  startSeconds: Seconds,
  endSeconds: Seconds,
  text: Type.String({ maxLength: 4000 }),
  settings: Optional(Type.String({ maxLength: 200 })),
})
export type Cue = Static<typeof Cue>

const heading = {
  id: Id,
  asset: Id,
  kind: Kind,
  language: Type.String(),
  label: Type.String({ description: 'What players call it' }),
  isDefault: Type.Boolean({ description: 'Players switch it on unasked' }),
  shown: Type.Boolean({ description: 'Whether players are told of it' }),
  origin: Type.Enum(['upload', 'embedded', 'editor']),
  /** What the file was that it came from, and which encoding its characters were found to be in. */
  format: Optional(Type.Enum(['srt', 'vtt', 'ass', 'ttml'])),
  encoding: Optional(Type.Enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030'])),
  cueCount: Type.Integer(),
  createdBy: Type.String(),
  createdAt: Instant,
  changedBy: Type.String(),
  changedAt: Instant,
  version: Type.Integer(),
}
export type Track = Static<typeof Track>
export const Track = Type.Object(heading)
export type TrackWithCues = Static<typeof TrackWithCues>
export const TrackWithCues = Type.Object({ ...heading, cues: Type.Array(Cue) })
