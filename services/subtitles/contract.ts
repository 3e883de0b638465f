import { Type } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Name, Nothing } from '#backbone/schemas'
import { Cue, Kind, Language, Track, TrackWithCues } from './shapes.ts'

export type * from './shapes.ts'

const Optional = Type.Optional
const Label = Name(100)
const mostCues = 20_000
/** 20,000 cues, or the 5 MB of a file in base64. */
const mostBodyBytes = 8_000_000

/**
 * A track is also to be had as a file, at `GET /api/subtitles/tracks/:id/file.srt`, `.vtt`, `.ass` and `.ttml` (scope
 * `assets:read`). Who has an asset open hears of changes in the room `assets:<id>`.
 */
export const subtitles = contract({
  name: 'subtitles',
  summary: 'Keeps what is said in a film as text with times, in several languages, and its chapters (字幕与章节)',
  operations: {
    tracks: {
      http: 'GET /assets/:asset/tracks',
      summary: 'The tracks of an asset without their text, in the order in which they came',
      scope: 'assets:read',
      input: Type.Object({ asset: Id }),
      output: Type.Object({ items: Type.Array(Track) }),
    },
    track: {
      http: 'GET /tracks/:id',
      summary: 'A track with all its cues, by time',
      scope: 'assets:read',
      input: Type.Object({ id: Id }),
      output: TrackWithCues,
      versioned: 'read',
    },
    create: {
      http: 'POST /assets/:asset/tracks',
      summary:
        'Add a track: of a file (SRT, WebVTT, ASS or TTML in UTF-8, UTF-16 or GB 18030, at most 5 MB), or an empty one',
      scope: 'assets:write',
      mostBodyBytes,
      input: Type.Object({
        asset: Id,
        kind: Optional(Kind),
        language: Optional(Language),
        label: Optional(Label),
        isDefault: Optional(Type.Boolean()),
        shown: Optional(Type.Boolean({ default: true })),
        file: Optional(Type.String({ maxLength: 6_700_000, description: 'The bytes of the file in base64' })),
      }),
      output: Track,
      status: 201,
      idempotent: true,
    },
    replace: {
      http: 'PUT /tracks/:id/cues',
      summary: 'Put other cues in place of all those of a track, at most 20,000',
      scope: 'assets:write',
      mostBodyBytes,
      input: Type.Object({ id: Id, version: Type.Integer(), cues: Type.Array(Cue, { maxItems: mostCues }) }),
      output: TrackWithCues,
      versioned: 'update',
    },
    retime: {
      http: 'POST /tracks/:id/retime',
      summary: 'Stretch all times of a track by a factor (25 fps to 23.976: 1.0427), then move them',
      scope: 'assets:write',
      input: Type.Object({
        id: Id,
        version: Type.Integer(),
        offsetSeconds: Optional(Type.Number({ minimum: -100_000, maximum: 100_000 })),
        factor: Optional(Type.Number({ minimum: 0.1, maximum: 10 })),
      }),
      output: TrackWithCues,
      versioned: 'update',
    },
    change: {
      http: 'PATCH /tracks/:id',
      summary: 'Change what a track is: kind, language, label, whether it is the default one, whether players show it',
      scope: 'assets:write',
      input: Type.Object({
        id: Id,
        version: Type.Integer(),
        kind: Optional(Kind),
        language: Optional(Language),
        label: Optional(Label),
        isDefault: Optional(Type.Boolean()),
        shown: Optional(Type.Boolean()),
      }),
      output: Track,
      versioned: 'update',
    },
    delete: {
      http: 'DELETE /tracks/:id',
      summary: 'Delete a track',
      scope: 'assets:write',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },
    /** For pages without a login. */
    hasChapters: {
      http: 'GET /assets/:asset/has-chapters',
      summary: 'Whether an asset, of whichever station, has chapters that players are told of',
      scope: 'internal',
      input: Type.Object({ asset: Id }),
      output: Type.Object({ hasChapters: Type.Boolean() }),
    },
  },
  work: {
    extract: {
      summary: 'Make tracks of the subtitles and chapters in a file',
      queue: 'ingest',
      input: Type.Object({ source: Id, essence: Id }),
      output: Type.Object({ tracks: Type.Integer() }),
      timeoutSeconds: 3600,
    },
  },
  events: {
    changed: Type.Object({
      asset: Id,
      track: Id,
      change: Type.Enum(['added', 'changed', 'deleted']),
      /** Those in which something may be said differently now. */
      languages: Type.Array(Type.String()),
    }),
  },
})
