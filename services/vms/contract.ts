import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Instant, Name, Page, Text, paged } from '#backbone/schemas'

const Optional = Type.Optional
export type AssetState = Static<typeof AssetState>
export const AssetState = Type.Enum(['ingesting', 'ready', 'published', 'withdrawn', 'failed'])
const Tags = Type.Array(Name(40), { maxItems: 50, uniqueItems: true })

export type Asset = Static<typeof Asset>
export const Asset = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  column: Optional(Type.String({ description: '栏目' })),
  state: AssetState,
  /** Can be played already, perhaps not yet in full. */
  playable: Type.Boolean(),
  /** Of the ingest, 0 to 1. */
  progress: Type.Number(),
  error: Optional(Type.Object({ type: Type.String(), title: Type.String() })),
  durationSeconds: Optional(Type.Number()),
  width: Optional(Type.Integer()),
  height: Optional(Type.Integer()),
  essence: Id,
  run: Optional(Id),
  hasPoster: Type.Boolean(),
  createdBy: Type.String(),
  createdAt: Instant,
  updatedAt: Instant,
  publishedAt: Optional(Instant),
  version: Type.Integer(),
})

const AtVersion = Type.Object({ id: Id, version: Type.Integer() })
const State = Optional(AssetState)

export const vms = contract({
  name: 'vms',
  summary: 'Catalogues assets, and publishes and withdraws them (VMS 管理)',
  operations: {
    list: {
      http: 'GET /assets',
      summary: 'Assets of this station',
      scope: 'assets:read',
      input: paged({
        state: State,
        column: Optional(Text(100)),
        tag: Optional(Text(40)),
        text: Optional(Text(200, { description: 'Part of title, description or file name' })),
        sort: Optional(Type.Enum(['newest', 'oldest', 'title', 'longest'])),
      }),
      output: Page(Asset),
    },
    facets: {
      http: 'GET /facets',
      summary: 'How many assets by state, column and tag',
      scope: 'assets:read',
      input: Type.Object({}),
      output: Type.Object({
        states: Type.Array(Type.Object({ value: AssetState, count: Type.Integer() })),
        columns: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
        tags: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })),
      }),
    },
    get: {
      http: 'GET /assets/:id',
      summary: 'One asset',
      scope: 'assets:read',
      input: Type.Object({ id: Id }),
      output: Asset,
      versioned: 'read',
    },
    update: {
      http: 'PATCH /assets/:id',
      summary: 'Correct title, description, tags or column',
      scope: 'assets:write',
      versioned: 'update',
      input: Type.Object({
        id: Id,
        version: Type.Integer(),
        title: Optional(Name(300)),
        description: Optional(Text(10_000)),
        tags: Optional(Tags),
        column: Optional(Type.Union([Name(100), Type.Null()])),
      }),
      output: Asset,
    },
    publish: {
      http: 'POST /assets/:id/publish',
      summary: 'Let the public see it',
      scope: 'assets:publish',
      input: AtVersion,
      output: Asset,
      versioned: 'update',
    },
    withdraw: {
      http: 'POST /assets/:id/withdraw',
      summary: 'Take it back from the public',
      scope: 'assets:publish',
      input: AtVersion,
      output: Asset,
      versioned: 'update',
    },
    create: {
      http: 'POST /assets',
      summary: 'Make an asset of an essence that is already stored, and ingest it',
      scope: 'assets:write',
      input: Type.Object({ essence: Id, title: Name(300), column: Optional(Name(100)) }),
      output: Asset,
      status: 201,
      idempotent: true,
    },
    reingest: {
      http: 'POST /assets/:id/ingest',
      summary: 'Ingest a failed asset again',
      scope: 'assets:write',
      input: Type.Object({ id: Id }),
      output: Asset,
    },
    delete: {
      http: 'DELETE /assets/:id',
      summary: 'Delete an asset with its renditions; its essence too, when nothing else refers to it',
      scope: 'assets:write',
      input: Type.Object({ id: Id }),
      output: Type.Object({}),
      status: 204,
    },
    ofUpload: {
      http: 'GET /uploads/:upload/asset',
      summary: 'The asset that came of an upload; the one that was there before, when its content was known already',
      scope: 'assets:read',
      input: Type.Object({ upload: Id }),
      output: Type.Object({ asset: Asset, duplicate: Type.Boolean() }),
    },
    /** For pages without a login. */
    watch: {
      http: 'GET /watch/:id',
      summary: 'What the public may know of a published asset',
      scope: 'public',
      input: Type.Object({ id: Id }),
      output: Type.Object({
        id: Id,
        title: Type.String(),
        description: Type.String(),
        station: Type.String(),
        durationSeconds: Optional(Type.Number()),
        width: Optional(Type.Integer()),
        height: Optional(Type.Integer()),
        hasPoster: Type.Boolean(),
        publishedAt: Instant,
      }),
    },
    playback: {
      http: 'GET /assets/:id/playback',
      summary: 'Whose asset it is and whether the public may play it',
      scope: 'internal',
      input: Type.Object({ id: Id }),
      output: Type.Object({ station: Id, published: Type.Boolean(), title: Type.String() }),
    },
  },
  events: {
    created: Type.Object({ asset: Id, essence: Id }),
    changed: Type.Object({ asset: Id, version: Type.Integer() }),
    published: Type.Object({ asset: Id }),
    withdrawn: Type.Object({ asset: Id }),
    deleted: Type.Object({ asset: Id, essence: Id }),
  },
})
