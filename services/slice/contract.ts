import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Sha256, Text } from '#backbone/schemas'

const Optional = Type.Optional

export type Flow = Static<typeof Flow>
/** One rendition of one track, as a growing list of immutable segments (after BBC TAMS: source → flow → segment → object). */
export const Flow = Type.Object({
  id: Id,
  source: Id,
  kind: Type.Enum(['video', 'audio']),
  role: Type.Enum(['ladder', 'preview']),
  name: Text(40, { description: 'Of the rendition, e.g. 720p' }),
  codec: Text(60, { description: 'RFC 6381' }),
  width: Optional(Type.Integer()),
  height: Optional(Type.Integer()),
  frameRate: Optional(Type.Object({ num: Type.Integer(), den: Type.Integer() })),
  channels: Optional(Type.Integer()),
  sampleRate: Optional(Type.Integer()),
  language: Optional(Text(20)),
  timescale: Type.Integer(),
  /** Where the presentation's zero lies on the flow's clock, in ticks. */
  originTicks: Type.Integer(),
  state: Type.Enum(['growing', 'complete']),
})

export type Segment = Static<typeof Segment>
export const Segment = Type.Object({
  sequence: Type.Integer({ minimum: 0 }),
  startTicks: Type.Integer(),
  durationTicks: Type.Integer({ minimum: 1 }),
  bytes: Type.Integer({ minimum: 1 }),
  sha256: Sha256,
  object: Text(512, { description: 'Key in the object store' }),
})

/** What a flow's segments are decoded after; one for the whole flow. */
const Init = Type.Object({ object: Text(512), bytes: Type.Integer(), sha256: Sha256 })

export type FlowTimeline = Static<typeof FlowTimeline>
export const FlowTimeline = Type.Object({
  flow: Flow,
  init: Optional(Init),
  segments: Type.Array(Segment, { maxItems: 100_000 }),
})

const Column = Type.Array(Type.Integer(), { maxItems: 100_000 })

export type Outline = Static<typeof Outline>
/** Segments column by column, in order: all that a manifest is made of. */
export const Outline = Type.Object({ sequence: Column, startTicks: Column, durationTicks: Column, bytes: Column })

export type FlowOutline = Static<typeof FlowOutline>
export const FlowOutline = Type.Object({ flow: Flow, init: Optional(Init), segments: Outline })

export const slice = contract({
  name: 'slice',
  summary:
    'Keeps media as time-addressed segments of flows: the one timeline behind live, time-shift, VOD and carousel (云切片)',
  operations: {
    flows: {
      http: 'GET /sources/:source/flows',
      summary: 'Flows of a source with how far each has come',
      scope: 'assets:read',
      input: Type.Object({ source: Id }),
      output: Type.Object({
        items: Type.Array(
          Type.Object({ flow: Flow, segments: Type.Integer(), bytes: Type.Integer(), durationSeconds: Type.Number() }),
        ),
      }),
    },
    usage: {
      http: 'GET /usage',
      summary: 'Bytes of segments this station keeps',
      scope: 'station:read',
      input: Type.Object({}),
      output: Type.Object({ segments: Type.Integer(), bytes: Type.Integer() }),
    },
    openFlow: {
      http: 'PUT /flows/:id',
      summary: 'Declare a flow; the same id again changes nothing',
      scope: 'internal',
      input: Flow,
      output: Flow,
    },
    register: {
      http: 'POST /flows/:id/segments',
      summary: 'Add finished segments; a segment already there with the same hash is passed over',
      scope: 'internal',
      input: Type.Object({
        id: Id,
        codec: Optional(Text(60)),
        init: Optional(Init),
        segments: Type.Array(Segment, { maxItems: 1000 }),
      }),
      output: Type.Object({}),
    },
    complete: {
      http: 'POST /flows/:id/complete',
      summary: 'Say that a flow will not grow any more; refuses one with gaps',
      scope: 'internal',
      input: Type.Object({ id: Id, segments: Type.Integer() }),
      output: Flow,
    },
    timeline: {
      http: 'GET /sources/:source/timeline',
      summary: 'All flows of a source with all their segments',
      scope: 'internal',
      input: Type.Object({ source: Id }),
      output: Type.Object({ items: Type.Array(FlowTimeline) }),
    },
    outlines: {
      http: 'GET /sources/:source/outlines',
      summary: 'All flows of a source with when their segments begin, how long and how large they are',
      scope: 'internal',
      input: Type.Object({ source: Id }),
      output: Type.Object({ items: Type.Array(FlowOutline) }),
    },
    segments: {
      http: 'GET /flows/:id/segments',
      summary: 'Segments of one flow with sequences from `from` on, at most `limit`',
      scope: 'internal',
      input: Type.Object({
        id: Id,
        from: Type.Integer({ minimum: 0 }),
        limit: Type.Integer({ minimum: 1, maximum: 1000 }),
      }),
      output: FlowTimeline,
    },
    drop: {
      http: 'DELETE /sources/:source/flows',
      summary: 'Drop flows of a source (all, or those of one role) with their segments, now or after a while',
      scope: 'internal',
      input: Type.Object({
        source: Id,
        role: Optional(Type.Enum(['ladder', 'preview'])),
        afterSeconds: Optional(
          Type.Integer({ minimum: 0, maximum: 604_800, description: 'So that those who play it now can play on' }),
        ),
      }),
      output: Type.Object({}),
    },
  },
  events: {
    /** The first segment of a source can be played. */
    playable: Type.Object({ source: Id, flow: Id }),
    completed: Type.Object({ source: Id, flow: Id, name: Text(40) }),
  },
})
