import { Type, type Static, type TSchema } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Name, Page, Text, paged } from '#backbone/schemas'
import { Asset, AssetState, FieldChanges, Tags } from './asset-contract.ts'

const Optional = Type.Optional
/** One value, or several of which any may be it. */
const AnyOf = <T extends TSchema>(value: T) => Type.Union([value, Type.Array(value, { minItems: 1, maxItems: 50 })])

/** Which assets are meant; all that is said must hold. */
export const filter = {
  id: Optional(AnyOf(Id)),
  state: Optional(AnyOf(AssetState)),
  column: Optional(AnyOf(Text(100))),
  within: Optional(Text(100, { description: 'In this column or in one below it' })),
  tag: Optional(AnyOf(Text(40))),
  createdBy: Optional(AnyOf(Text(200))),
  field: Optional(AnyOf(Text(300, { description: '<key>=<value> of a metadata field' }))),
  collection: Optional(Id),
  text: Optional(Text(200, { description: 'Part of title, description or file name' })),
  createdFrom: Optional(Instant),
  createdTo: Optional(Type.String({ format: 'date-time', maxLength: 40, description: 'Before this instant' })),
  durationFromSeconds: Optional(Type.Number({ minimum: 0 })),
  durationToSeconds: Optional(Type.Number({ minimum: 0, description: 'Shorter than this' })),
  hasError: Optional(Type.Boolean()),
  inBin: Optional(Type.Boolean({ description: 'What is in the recycle bin instead of what is not' })),
}
const Filter = Type.Object(filter)
export type Filter = Static<typeof Filter>

export type Sort = Static<typeof Sort>
export const Sort = Type.Enum(['newest', 'oldest', 'title', 'longest', 'changed'])

const Count = Type.Object({
  count: Type.Integer(),
  more: Type.Boolean({ description: 'There are more than `count`' }),
})
const countsOf = <T extends TSchema>(value: T) => Type.Array(Type.Object({ value, count: Type.Integer() }))

export type BulkAction = Static<typeof BulkAction>
/** What is done to each of many assets. */
export const BulkAction = Type.Union([
  Type.Object({ kind: Type.Enum(['publish', 'withdraw', 'delete', 'restore', 'purge']) }),
  Type.Object({ kind: Type.Literal('move'), column: Type.Union([Name(100), Type.Null()]) }),
  Type.Object({ kind: Type.Literal('tag'), add: Optional(Tags), remove: Optional(Tags) }),
  Type.Object({
    kind: Type.Literal('write'),
    schema: Optional(Type.Union([Id, Type.Null()])),
    fields: Optional(FieldChanges),
  }),
])

export type Outcome = Static<typeof Outcome>
const Outcome = Type.Object({
  id: Id,
  outcome: Type.Enum(['done', 'unchanged', 'problem'], { description: 'unchanged: it was so already' }),
  problem: Optional(Type.Object({ type: Type.String(), title: Type.String(), status: Type.Integer() })),
  asset: Optional(Asset),
})

export type HistoryEntry = Static<typeof HistoryEntry>
/** Something that happened to an asset: a change by somebody, or the beginning or end of a run. */
const HistoryEntry = Type.Object({
  id: Id,
  at: Instant,
  kind: Type.Enum(['change', 'run']),
  action: Type.String({ description: 'asset.changed, asset.published, run.begun, run.done, run.failed, …' }),
  actor: Optional(Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() })),
  before: Optional(Type.Unknown()),
  after: Optional(Type.Unknown()),
  run: Optional(Type.Object({ id: Id, workflow: Type.String(), title: Type.String() })),
  error: Optional(Type.Object({ type: Type.String(), title: Type.String() })),
})

const LineageNode = Type.Object({
  id: Id,
  kind: Type.Enum(['essence', 'asset', 'flow']),
  name: Type.String(),
  state: Optional(Type.String({ description: 'Of an asset or a flow' })),
  media: Optional(Type.Enum(['video', 'audio'])),
  codec: Optional(Type.String()),
  width: Optional(Type.Integer()),
  height: Optional(Type.Integer()),
  bytes: Optional(Type.Integer()),
  durationSeconds: Optional(Type.Number()),
  inBin: Optional(Type.Boolean()),
})
export type Lineage = Static<typeof Lineage>
/** What an asset was made of and what was made of it, as a graph; edges lead from what was there to what came of it. */
const Lineage = Type.Object({
  nodes: Type.Array(LineageNode),
  edges: Type.Array(Type.Object({ from: Id, to: Id, kind: Type.String({ description: 'ingested, rendered, …' }) })),
})

const Settings = Type.Object({ binDays: Type.Integer({ minimum: 1, maximum: 3650 }) })

/** What one asks of, and does with, many assets. */
export const catalogueOperations = {
  list: {
    http: 'GET /assets',
    summary: 'Assets of this station',
    scope: 'assets:read',
    input: paged({ ...filter, sort: Optional(Sort) }),
    output: Page(Asset),
  },
  count: {
    http: 'GET /count',
    summary: 'How many assets a filter lets through, counted to 10,000',
    scope: 'assets:read',
    input: Filter,
    output: Count,
  },
  facets: {
    http: 'GET /facets',
    summary: 'How many assets by state, column, tag, person and time; each under the rest of the filter',
    scope: 'assets:read',
    input: Type.Object({
      ...filter,
      todayFrom: Optional(
        Type.String({ format: 'date-time', maxLength: 40, description: 'When today began where the reader is' }),
      ),
    }),
    output: Type.Object({
      states: countsOf(AssetState),
      columns: countsOf(Type.String()),
      tags: countsOf(Type.String()),
      people: countsOf(Type.String()),
      /** By creation; each but `older` contains the one before. `from` and `to` are those of the filter. */
      times: Type.Array(
        Type.Object({
          value: Type.Enum(['today', '7days', '30days', 'older']),
          count: Type.Integer(),
          from: Optional(Instant),
          to: Optional(Instant),
        }),
      ),
      withError: Type.Integer(),
      inBin: Type.Integer({ description: 'In the recycle bin, whatever the filter' }),
    }),
  },
  bulk: {
    http: 'POST /bulk',
    summary: 'Do one thing to up to 500 assets; each is done wholly or not at all, and its outcome told',
    scope: 'assets:read',
    input: Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true }), action: BulkAction }),
    output: Type.Object({ done: Type.Integer(), problems: Type.Integer(), items: Type.Array(Outcome) }),
    idempotent: true,
  },
  history: {
    http: 'GET /assets/:id/history',
    summary: 'Who changed what of an asset and when, and what was done for it; newest first',
    scope: 'assets:read',
    input: paged({ id: Id }),
    output: Page(HistoryEntry),
  },
  settings: {
    http: 'GET /settings',
    summary: 'How long the recycle bin of this station keeps what is deleted',
    scope: 'assets:read',
    input: Type.Object({}),
    output: Settings,
  },
  changeSettings: {
    http: 'PATCH /settings',
    summary: 'Settle how long the recycle bin keeps what is deleted',
    scope: 'station:manage',
    input: Settings,
    output: Settings,
  },
  sweepBin: {
    http: 'POST /bin/sweep',
    summary: 'Delete for good what has lain in any bin for as long as its station keeps it',
    scope: 'internal',
    input: Type.Object({}),
    output: Type.Object({ purged: Type.Integer() }),
  },
  lineage: {
    http: 'GET /assets/:id/lineage',
    summary: 'What an asset was made of, and what was made of it',
    scope: 'assets:read',
    input: Type.Object({ id: Id }),
    output: Lineage,
  },
} as const satisfies Record<string, Operation>
