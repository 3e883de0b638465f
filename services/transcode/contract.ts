import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Text } from '#backbone/schemas'
import { profileOperations } from './profile-contract.ts'

export type { Logo, Profile, ProfileSettings, UsedProfile } from './profile-contract.ts'

/** What a source is, in the terms a person asks for. The full probe is kept beside it. */
export type MediaInfo = Static<typeof MediaInfo>
export const MediaInfo = Type.Object({
  container: Type.String(),
  durationSeconds: Type.Number(),
  bitsPerSecond: Type.Optional(Type.Integer()),
  video: Type.Optional(
    Type.Object({
      codec: Type.String(),
      width: Type.Integer(),
      height: Type.Integer(),
      frameRate: Type.Number(),
      rotationDegrees: Type.Integer(),
      hdr: Type.Boolean(),
      interlaced: Type.Boolean(),
      variableFrameRate: Type.Boolean(),
    }),
  ),
  audio: Type.Array(
    Type.Object({
      codec: Type.String(),
      channels: Type.Integer(),
      sampleRate: Type.Integer(),
      language: Type.Optional(Type.String()),
    }),
  ),
})

/** Object keys of what was measured of a source's sound: a JSON document, and beside it what is too long for one. */
const SoundSignals = Type.Object({
  /** `SoundSignals` of #media/sound. */
  signals: Text(512),
  /** Levels over time: `readLanes` of #media/sound. */
  lanes: Text(512),
  /** audiowaveform .dat, version 2. */
  waveform: Text(512),
  /** Chromaprint, raw: unsigned 32-bit numbers, least byte first. Left out of sounds too short for one. */
  fingerprint: Type.Optional(Text(512)),
})

/** Object keys of what was measured of a source's picture: `unpackSignals`, then `joinSignals` of #media/picture. */
const PictureSignals = Type.Object({ pieces: Type.Array(Text(512), { maxItems: 20_000 }) })

/** What was measured of a source while it was encoded; a part is there once its step has been done. */
export type Signals = Static<typeof Signals>
const Signals = Type.Object({ sound: Type.Optional(SoundSignals), picture: Type.Optional(PictureSignals) })

const Source = { source: Id, essence: Id }
/** By what to encode, if not as the station does: a profile, or that of the nearest of the columns that has one. */
const Wish = {
  profile: Type.Optional(Text(64)),
  columns: Type.Optional(Type.Array(Id, { maxItems: 20 })),
}

/** `source` is the asset whose flows are made; `essence` the bytes they are made from. */
export const transcode = contract({
  name: 'transcode',
  summary: 'Turns an essence into the renditions that screens can play (云转码, 切片转码)',
  operations: {
    ...profileOperations,
    info: {
      http: 'GET /sources/:source',
      summary: 'What was found in the source',
      scope: 'assets:read',
      input: Type.Object({ source: Id }),
      output: MediaInfo,
    },
    forget: {
      http: 'DELETE /sources/:source',
      summary: 'Drop all that was made of a source, for good: flows, plan, pictures, signals',
      scope: 'internal',
      input: Type.Object({ source: Id }),
      output: Type.Object({}),
    },
    pictures: {
      http: 'GET /sources/:source/pictures',
      summary: 'Object keys of poster and storyboard',
      scope: 'internal',
      input: Type.Object({ source: Id }),
      output: Type.Object({
        poster: Type.Optional(Text(512)),
        /** Somebody chose it: the moment it shows, or a picture from elsewhere. */
        chosen: Type.Optional(Type.Object({ atSeconds: Type.Optional(Type.Number()) })),
        storyboard: Type.Optional(Type.Object({ vtt: Text(512), sheets: Type.Array(Text(512), { maxItems: 1000 }) })),
      }),
    },
    choosePoster: {
      http: 'PUT /sources/:source/poster',
      summary: 'Show a moment of the video or a picture as its poster; the automatic one where neither is named',
      scope: 'internal',
      input: Type.Object({
        source: Id,
        essence: Id,
        atSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
        picture: Type.Optional(Type.String({ maxLength: 14_000_000, description: 'JPEG, PNG or WebP in base64' })),
      }),
      output: Type.Object({ poster: Type.Optional(Text(40, { description: 'Another one for every other poster' })) }),
    },
    signals: {
      http: 'GET /sources/:source/signals',
      summary: 'Object keys of what was measured while the source was encoded',
      scope: 'internal',
      input: Type.Object({ source: Id }),
      output: Signals,
    },
  },
  work: {
    head: {
      summary: 'First playable rendition of the beginning, at once',
      // Of its own: the first picture of one film does not wait for the sound of others.
      queue: 'first',
      input: Type.Object({ ...Source, ...Wish }),
      output: Type.Object({ segments: Type.Integer() }),
      timeoutSeconds: 300,
    },
    plan: {
      summary: 'Probe the source, choose the ladder, lay out the slices',
      queue: 'ingest',
      input: Type.Object({ ...Source, ...Wish }),
      output: Type.Object({
        media: MediaInfo,
        hasVideo: Type.Boolean(),
        hasAudio: Type.Boolean(),
        /** Subtitles or chapters. */
        hasTexts: Type.Optional(Type.Boolean()),
        /** Each becomes a step: one slice in one group of renditions. */
        slices: Type.Array(
          Type.Object({
            index: Type.Integer(),
            renditions: Type.Array(Text(40), { maxItems: 20 }),
            seconds: Type.Number(),
          }),
          { maxItems: 20_000 },
        ),
      }),
      timeoutSeconds: 600,
    },
    audio: {
      summary: 'Encode the sound once, whole',
      queue: 'ingest',
      input: Type.Object(Source),
      output: Type.Object({ segments: Type.Integer() }),
      timeoutSeconds: 7200,
    },
    slice: {
      summary: 'Encode one slice into a group of renditions',
      queue: 'transcode',
      input: Type.Object({ ...Source, index: Type.Integer(), renditions: Type.Array(Text(40), { maxItems: 20 }) }),
      output: Type.Object({ frames: Type.Integer() }),
      timeoutSeconds: 3600,
    },
    thumbnails: {
      summary: 'Poster and storyboard',
      queue: 'ingest',
      input: Type.Object(Source),
      output: Type.Object({ sheets: Type.Integer() }),
      timeoutSeconds: 1800,
    },
    finish: {
      summary: 'Close the flows and drop the preview',
      queue: 'ingest',
      input: Type.Object(Source),
      output: Type.Object({ flows: Type.Integer() }),
      timeoutSeconds: 300,
    },
  },
  events: {
    probed: Type.Object({ source: Id, media: MediaInfo }),
    /** Its poster is another one now; `poster` tells it from others, and is null where there is none. */
    pictured: Type.Object({ source: Id, poster: Type.Union([Text(40), Type.Null()]) }),
  },
})
