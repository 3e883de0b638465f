import { Type, type Static } from 'typebox'
import { Id, Instant } from '#backbone/schemas'
import { Action } from './policy-contract.ts'

const Optional = Type.Optional

/** Bytes as base64, at most about 730 kB. */
export const base64 = { maxLength: 980_000, pattern: '^[A-Za-z0-9+/]*={0,2}$' } as const

export type Edit = Static<typeof Edit>
/** What seems to have been done to a source. `framed`: smaller, within bars or another picture. */
const Edit = Type.Enum([
  'identical',
  're-encoded',
  'cropped',
  'mirrored',
  'framed',
  'overlay',
  'speed-changed',
  'picture-only',
  'audio-only',
])

export type Stretch = Static<typeof Stretch>
/** A stretch of an asset that shows a stretch of a source. `speed` 1.04: 4 % faster than the source. */
const Stretch = Type.Object({
  queryStartSeconds: Type.Number(),
  referenceStartSeconds: Type.Number(),
  durationSeconds: Type.Number({ description: 'In the asset looked at; in the source it is `speed` times as long' }),
  speed: Type.Number(),
  score: Type.Number({ description: '0 to 1; from 0.5 on it is taken for the same' }),
  picture: Type.Boolean(),
  sound: Type.Boolean(),
  edits: Type.Array(Edit),
})

const found = {
  source: Id,
  /** The station of a source that another station shares. */
  sourceStation: Optional(Id),
  seconds: Type.Number({ description: 'How long all stretches are together' }),
  score: Type.Number(),
  edits: Type.Array(Edit),
  stretches: Type.Array(Stretch),
}

export type Found = Static<typeof Found>
/** A source that something shows again. */
export const Found = Type.Object(found)

export type Decision = Static<typeof Decision>
export const Decision = Type.Enum(['open', 'cleared', 'confirmed'])

export type Match = Static<typeof Match>
/** A source that an asset shows again, what follows of it, and what a person has said of it. */
export const Match = Type.Object({
  id: Id,
  asset: Id,
  ...found,
  action: Action,
  creditLine: Optional(Type.String()),
  decision: Decision,
  decidedBy: Optional(Type.String()),
  decidedAt: Optional(Instant),
  note: Optional(Type.String()),
  foundAt: Instant,
})

export type Fingerprint = Static<typeof Fingerprint>
export const Fingerprint = Type.Object({
  asset: Id,
  state: Type.Enum(['none', 'ready', 'failed']),
  durationSeconds: Optional(Type.Number()),
  frames: Optional(Type.Integer()),
  hasSound: Optional(Type.Boolean()),
  bytes: Optional(Type.Integer()),
  registeredAt: Optional(Instant),
  error: Optional(Type.Object({ type: Type.String(), title: Type.String() })),
})

/** The most severe action of the matches that are not cleared, and the credit lines that are owed. */
export const Verdict = Type.Object({
  asset: Id,
  verdict: Type.Enum(['clear', 'credit', 'flag', 'block']),
  matches: Type.Integer(),
  creditLines: Type.Array(Type.String()),
})

export type PictureHit = Static<typeof PictureHit>
export const PictureHit = Type.Object({
  asset: Id,
  station: Optional(Id),
  atSeconds: Type.Number(),
  score: Type.Number({ description: '0 to 1' }),
  mirrored: Type.Boolean(),
})

export type Reuse = Static<typeof Reuse>
export const Reuse = Type.Object({
  asset: Id,
  durationSeconds: Type.Number(),
  assets: Type.Integer({ description: 'In how many other assets it was found' }),
  seconds: Type.Number({ description: 'How long it is shown in them, all together' }),
  /** How often each part of it was used again; parts that were not are left out. */
  parts: Type.Array(Type.Object({ startSeconds: Type.Number(), endSeconds: Type.Number(), times: Type.Integer() })),
  /** Matches of which it is the source, and those of which it is the asset looked at, newest first (at most 500). */
  usedIn: Type.Array(Match),
  shows: Type.Array(Match),
})

export type ReuseRow = Static<typeof ReuseRow>
export const ReuseRow = Type.Object({
  source: Id,
  assets: Type.Integer(),
  seconds: Type.Number(),
  firstAt: Instant,
  lastAt: Instant,
})

export type IndexFigures = Static<typeof IndexFigures>
export const IndexFigures = Type.Object({
  ready: Type.Boolean(),
  assets: Type.Integer(),
  hours: Type.Number(),
  hashes: Type.Integer(),
  bytes: Type.Integer(),
  /** Hashes that a lookup may miss, because too many others are like them. */
  crowdedHashes: Type.Integer(),
  snapshotAt: Optional(Instant),
})
