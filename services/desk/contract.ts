import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Instant, Name, Nothing, Page, Text, paged } from '#backbone/schemas'
import { Changes, Json } from './json.ts'

const Optional = Type.Optional

export type Severity = Static<typeof Severity>
export const Severity = Type.Enum(['info', 'warn', 'fail'])

/** What a notice or a thing to do is about. */
export type Subject = Static<typeof Subject>
export const Subject = Type.Object({
  kind: Type.Enum(['asset', 'run', 'essence', 'station', 'key', 'events', 'storage']),
  id: Type.String({ description: 'Of the asset, run, essence, station or key; of the station for events and storage' }),
})

/** Facts beside the kind, from which the console makes a sentence; which ones there are, each kind says. */
const Params = Type.Record(Type.String(), Json)

export type NoticeKind = Static<typeof NoticeKind>
/**
 * `ingest.*` params: `run`, `durationSeconds` when done, `error {type, title}` when failed. `run.*`: `workflow`, and
 * `error` when failed. `asset.created`: `column`. `asset.matched`: `source`, `sourceTitle`, `seconds`, `score` and `action`
 * (flag, block, credit) of what it shows again. All others: none. `asset.deleted` is into the recycle bin, `asset.purged`
 * for good.
 */
export const NoticeKind = Type.Enum([
  'asset.created',
  'asset.deleted',
  'asset.matched',
  'asset.published',
  'asset.purged',
  'asset.restored',
  'asset.withdrawn',
  'essence.damaged',
  'ingest.cancelled',
  'ingest.done',
  'ingest.failed',
  'run.cancelled',
  'run.failed',
  'station.created',
])

const By = Type.Object({
  id: Optional(Id),
  name: Type.String({ description: 'Who caused it, as they were called then' }),
})

export type Notice = Static<typeof Notice>
/** Something that happened and stays told. There is no sentence in it: that is the reader's language's. */
export const Notice = Type.Object({
  id: Id,
  at: Instant,
  kind: NoticeKind,
  severity: Severity,
  subject: Subject,
  title: Type.String({ description: 'What the subject was called then; empty when it was not known' }),
  params: Params,
  by: Optional(By),
  /** Whether the reader caused it, or brought what it is about. */
  mine: Type.Boolean(),
  read: Type.Boolean(),
})

export type TodoKind = Static<typeof TodoKind>
/**
 * `asset.failed` params: `error {type, title, detail}`, `run`. `asset.unpublished`: `durationSeconds`. `run.failed`: `workflow`,
 * `error`. `events.parked`: `subscriber`, `type` of the first. `storage.low`: `usedShare` (0 to 1), `limit` (`quota` or
 * `disk`), `daysLeft` when it grows. `key.expiring`: `expiresAt`. `essence.damaged`: none.
 */
export const TodoKind = Type.Enum([
  'asset.failed',
  'asset.unpublished',
  'essence.damaged',
  'events.parked',
  'key.expiring',
  'run.failed',
  'storage.low',
])
const Key = Text(300, { minLength: 1, description: 'Of a thing to do, as it stands: changes when the thing does' })

export type Todo = Static<typeof Todo>
export const Todo = Type.Object({
  key: Key,
  kind: TodoKind,
  severity: Severity,
  subject: Subject,
  title: Type.String(),
  at: Instant,
  count: Optional(Type.Integer({ description: 'How many things it stands for, where it is not one' })),
  params: Params,
})

/** What is counted, in the order in which it is shown. */
export const figureKinds = [
  'assetsMade',
  'essenceBytes',
  'mediaSeconds',
  'published',
  'withdrawn',
  'runsDone',
  'runsFailed',
  'cpuSeconds',
  'playedBytes',
  'keysGiven',
  'searches',
] as const
export type FigureKind = (typeof figureKinds)[number]
const perFigure = <T extends Type.TSchema>(schema: T) =>
  Type.Object(Object.fromEntries(figureKinds.map((kind) => [kind, schema])) as Record<FigureKind, T>)

const TimeZone = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$',
  maxLength: 64,
  description: 'IANA name, such as Asia/Shanghai',
})

export type View = Static<typeof View>
export const View = Type.Object({
  id: Id,
  page: Type.String({ description: 'Where it belongs, such as library' }),
  name: Type.String(),
  query: Type.String({ description: 'The query string of the page, as in its address' }),
  shared: Type.Boolean({ description: 'Shown to everybody in the station' }),
  by: Type.Object({ id: Id, name: Type.String() }),
  mine: Type.Boolean(),
  updatedAt: Instant,
  version: Type.Integer(),
})

/** What is told in the room `desk`: no contents, only that one had better look again. */
export type DeskMessage =
  /** There is a new notice, which not everybody may see. */
  | { what: 'notice'; id: string; severity: Severity }
  /** A person (an actor's id) has read notices, perhaps in another window. */
  | { what: 'read'; person: string }
  /** A person has put off or taken up things to do. */
  | { what: 'todo'; person: string }
  /** Shared views changed. */
  | { what: 'views' }

export const desk = contract({
  name: 'desk',
  summary: 'Tells each person what happened, what needs them, and how the day goes; keeps how they like it (工作台)',
  operations: {
    notices: {
      http: 'GET /notices',
      summary: 'What happened here and the caller may know of, newest first; kept for 90 days',
      scope: 'desk:read',
      input: paged({
        unread: Optional(Type.Boolean({ description: 'Only those not read yet' })),
        mine: Optional(
          Type.Boolean({ description: 'Only those the caller caused, or that are about what they brought' }),
        ),
        severity: Optional(Severity),
        kind: Optional(NoticeKind),
        subject: Optional(Text(64, { description: 'Only those about the thing with this id' })),
      }),
      output: Page(Notice),
    },
    unread: {
      http: 'GET /notices/unread',
      summary: 'How many notices the caller has not read',
      scope: 'desk:read',
      input: Nothing,
      output: Type.Object({
        count: Type.Integer(),
        fails: Type.Integer({ description: 'Of these, how many tell of a failure' }),
        newest: Optional(Id),
      }),
    },
    markRead: {
      http: 'POST /notices/:id/read',
      summary: 'Mark one notice as read by the caller, or as not read after all',
      scope: 'desk:read',
      input: Type.Object({ id: Id, read: Optional(Type.Boolean({ default: true })) }),
      output: Nothing,
    },
    markAllRead: {
      http: 'POST /notices/read',
      summary: 'Mark every notice up to and including one as read by the caller',
      scope: 'desk:read',
      input: Type.Object({ upTo: Id }),
      output: Nothing,
    },

    todo: {
      http: 'GET /todo',
      summary: 'What needs the caller now, the most urgent first',
      scope: 'desk:read',
      input: Type.Object({
        kind: Optional(TodoKind),
        limit: Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      }),
      output: Type.Object({
        items: Type.Array(Todo),
        total: Type.Integer({ description: 'Of all that needs the caller, without what was put off' }),
        kinds: Type.Array(Type.Object({ kind: TodoKind, count: Type.Integer() })),
        putOff: Type.Integer({ description: 'How many of those looked at the caller has dismissed or put off' }),
      }),
    },
    putOff: {
      http: 'POST /todo/put-off',
      summary: 'Take things off the caller’s list: until a time, or until they change',
      scope: 'desk:read',
      input: Type.Object({
        keys: Type.Array(Key, { minItems: 1, maxItems: 200 }),
        until: Optional(Instant),
      }),
      output: Nothing,
    },
    takeUp: {
      http: 'POST /todo/take-up',
      summary: 'Put things back on the caller’s list; all of them when no keys are named',
      scope: 'desk:read',
      input: Type.Object({ keys: Optional(Type.Array(Key, { minItems: 1, maxItems: 200 })) }),
      output: Nothing,
    },

    figures: {
      http: 'GET /figures',
      summary: 'What was done in each hour or day from a time on until another; at most 800 of them',
      scope: 'station:read',
      input: Type.Object({
        from: Instant,
        to: Instant,
        bucket: Type.Enum(['hour', 'day']),
        timeZone: Optional(TimeZone),
      }),
      output: Type.Object({
        starts: Type.Array(Instant, { description: 'When each hour or day begins' }),
        series: perFigure(Type.Array(Type.Number(), { description: 'One number for each of `starts`' })),
        totals: perFigure(Type.Number()),
      }),
    },
    today: {
      http: 'GET /today',
      summary: 'What was done since midnight beside the same time yesterday, and how long the storage will last',
      scope: 'station:read',
      input: Type.Object({ timeZone: Optional(TimeZone) }),
      output: Type.Object({
        since: Instant,
        today: perFigure(Type.Number()),
        yesterday: perFigure(Type.Number({ description: 'From midnight to the same time of day' })),
        storage: Type.Object({
          essenceBytes: Type.Integer(),
          segmentBytes: Type.Integer(),
          quotaBytes: Optional(Type.Integer({ description: 'Upper bound of essenceBytes' })),
          freeBytes: Optional(Type.Integer({ description: 'Left on the store itself' })),
          growthBytesPerDay: Optional(
            Type.Number({ description: 'Over the last 14 days; absent until it can be told' }),
          ),
          daysLeft: Optional(Type.Number({ description: 'Absent when nothing grows or nothing bounds it' })),
        }),
      }),
    },

    views: {
      http: 'GET /views',
      summary: 'The caller’s saved views and those shared with the station, by name',
      scope: 'desk:read',
      input: Type.Object({ page: Optional(Name(40)) }),
      output: Type.Object({ items: Type.Array(View) }),
    },
    createView: {
      http: 'POST /views',
      summary: 'Save a view; a person may have 100, and a station 100 shared ones',
      scope: 'desk:read',
      input: Type.Object({ page: Name(40), name: Name(100), query: Text(4000), shared: Optional(Type.Boolean()) }),
      output: View,
      status: 201,
      idempotent: true,
    },
    updateView: {
      http: 'PATCH /views/:id',
      summary: 'Change a saved view; only who saved it may',
      scope: 'desk:read',
      input: Type.Object({
        id: Id,
        version: Type.Integer(),
        name: Optional(Name(100)),
        query: Optional(Text(4000)),
        shared: Optional(Type.Boolean()),
      }),
      output: View,
      versioned: 'update',
    },
    deleteView: {
      http: 'DELETE /views/:id',
      summary: 'Delete a saved view: one’s own, or a shared one by who manages the station',
      scope: 'desk:read',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },

    preferences: {
      http: 'GET /preferences',
      summary: 'How the caller likes the console, the same in every station',
      scope: 'desk:read',
      input: Nothing,
      output: Type.Record(Type.String(), Json),
    },
    prefer: {
      http: 'PATCH /preferences',
      summary: 'Merge changes into the caller’s preferences (RFC 7396: null deletes); at most 16 kB in all',
      scope: 'desk:read',
      input: Type.Object({ changes: Changes }),
      output: Type.Record(Type.String(), Json),
    },
  },
  events: {},
})
