import { Type, type Static, type TSchema } from 'typebox'
import { Id, Instant, Name, Text } from '#backbone/schemas'
import { AssetState } from '#services/vms'

const Optional = Type.Optional
/** One value, or several of which any may be it. */
const AnyOf = <T extends TSchema>(value: T) => Type.Union([value, Type.Array(value, { minItems: 1, maxItems: 50 })])

export type HitKind = Static<typeof HitKind>
/** Where words were found; `label` is a tag or the column, `detail` metadata or the name of the file. */
export const HitKind = Type.Enum(['title', 'label', 'description', 'detail', 'subtitle', 'comment', 'marker'])

/** What is searched for, and among which assets; all that is said must hold. */
export const wanted = {
  text: Optional(
    Text(200, { description: 'Words; "…" are found as they stand, -word is left out. Without it, all that fits' }),
  ),
  state: Optional(AnyOf(AssetState)),
  column: Optional(AnyOf(Text(100))),
  within: Optional(Text(100, { description: 'In this column or in one below it' })),
  tag: Optional(AnyOf(Text(40))),
  kind: Optional(AnyOf(HitKind)),
  createdFrom: Optional(Instant),
  createdTo: Optional(Type.String({ format: 'date-time', maxLength: 40, description: 'Before this instant' })),
}
export type Wanted = Static<typeof Wanted>
export const Wanted = Type.Object(wanted)

export type Marked = Static<typeof Marked>
/** A text and what of it was searched for: from and to which character (UTF-16), in order. */
export const Marked = Type.Object({
  text: Type.String(),
  marks: Type.Array(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
})

export type Place = Static<typeof Place>
/** A place where words were found beside title and description; with a time where it belongs to a moment. */
export const Place = Type.Object({
  kind: HitKind,
  ...Marked.properties,
  inSeconds: Optional(Type.Number()),
  outSeconds: Optional(Type.Number()),
  /** Which metadata field, or which text (`subtitles/zh-CN`). */
  source: Optional(Type.String()),
})

export type Found = Static<typeof Found>
export const Found = Type.Object({
  id: Id,
  title: Marked,
  description: Optional(Marked),
  tags: Type.Array(Marked),
  column: Optional(Marked),
  state: AssetState,
  createdAt: Instant,
  durationSeconds: Optional(Type.Number()),
  hasPoster: Type.Boolean(),
  score: Type.Number(),
  places: Type.Array(Place, { description: 'At most five' }),
  morePlaces: Type.Boolean(),
})

export type How = Static<typeof How>
/** How it was found: as written, by its sound (pinyin, initials, a character that sounds alike), rightly spelt, or in part. */
export const How = Type.Enum(['words', 'sound', 'spelling', 'part'])

const countsOf = <T extends TSchema>(value: T) => Type.Array(Type.Object({ value, count: Type.Integer() }))
export const Facets = Type.Object({
  counted: Type.Integer({ description: 'How many assets were counted: the best and newest' }),
  more: Type.Boolean({ description: 'There are more than were counted' }),
  states: countsOf(AssetState),
  columns: countsOf(Type.String()),
  tags: countsOf(Type.String()),
  kinds: countsOf(HitKind),
  months: countsOf(Type.String({ description: 'YYYY-MM (UTC), newest first' })),
})

export type Suggestion = Static<typeof Suggestion>
export const Suggestion = Type.Object({
  kind: Type.Enum(['asset', 'tag', 'column', 'spelling']),
  ...Marked.properties,
  asset: Optional(Type.Object({ id: Id, state: AssetState, hasPoster: Type.Boolean() })),
})

const Seconds = Type.Number({ minimum: 0, maximum: 1_000_000 })
/** A piece of text of an asset; with a time where it belongs to a moment. */
export const Cue = Type.Object({
  text: Text(2000),
  inSeconds: Optional(Seconds),
  outSeconds: Optional(Seconds),
})
export type Cue = Static<typeof Cue>

export const Word = Type.Object({ id: Id, word: Type.String(), addedBy: Type.String(), addedAt: Instant })
export const Words = Type.Array(Name(20), { minItems: 1, maxItems: 500, uniqueItems: true })
