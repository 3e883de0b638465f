import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Page, paged } from '#backbone/schemas'

const Optional = Type.Optional
const Words = Type.String({ minLength: 1, maxLength: 5000, pattern: '\\S' })
const Seconds = Type.Number({ minimum: 0, maximum: 1_000_000, description: 'Seconds from the beginning' })
const Kind = Type.Enum(['comment', 'marker'])

export type Comment = Static<typeof Comment>
/** What somebody says of an asset as a whole, of a moment (`inSeconds`) or of a range of it. */
export const Comment = Type.Object({
  id: Id,
  asset: Id,
  kind: Kind,
  text: Type.String(),
  inSeconds: Optional(Type.Number()),
  outSeconds: Optional(Type.Number()),
  replyTo: Optional(Id),
  author: Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() }),
  createdAt: Instant,
  editedAt: Optional(Instant),
  resolvedAt: Optional(Instant),
  resolvedBy: Optional(Type.String()),
  version: Type.Integer(),
})

/** Comments and markers; who has an asset open hears of them in the room `assets:<id>`. */
export const commentOperations = {
  comments: {
    http: 'GET /assets/:id/comments',
    summary: 'Comments and markers of an asset, oldest first',
    scope: 'assets:read',
    input: paged({ id: Id, kind: Optional(Kind), resolved: Optional(Type.Boolean()) }),
    output: Page(Comment),
  },
  addComment: {
    http: 'POST /assets/:id/comments',
    summary: 'Comment on an asset or mark a place in it; needs assets:write or assets:publish',
    scope: 'assets:read',
    input: Type.Object({
      id: Id,
      kind: Optional(Kind),
      text: Words,
      inSeconds: Optional(Seconds),
      outSeconds: Optional(Seconds),
      replyTo: Optional(Id),
    }),
    output: Comment,
    status: 201,
    idempotent: true,
  },
  editComment: {
    http: 'PATCH /comments/:id',
    summary: 'Change one’s own comment; a marker is changed by everybody who may write',
    scope: 'assets:read',
    input: Type.Object({
      id: Id,
      version: Type.Integer(),
      text: Optional(Words),
      inSeconds: Optional(Type.Union([Seconds, Type.Null()])),
      outSeconds: Optional(Type.Union([Seconds, Type.Null()])),
    }),
    output: Comment,
    versioned: 'update',
  },
  resolveComment: {
    http: 'POST /comments/:id/resolve',
    summary: 'Say that what a comment asks for has been done, or has not',
    scope: 'assets:read',
    input: Type.Object({ id: Id, resolved: Type.Boolean() }),
    output: Comment,
  },
  deleteComment: {
    http: 'DELETE /comments/:id',
    summary: 'Delete one’s own comment with its answers; those of others need station:manage',
    scope: 'assets:read',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    status: 204,
  },
} as const satisfies Record<string, Operation>

export const commentEvents = {
  /** A comment or marker was added, changed, resolved or deleted. */
  annotated: Type.Object({
    asset: Id,
    comment: Id,
    kind: Kind,
    change: Type.Enum(['added', 'changed', 'resolved', 'reopened', 'deleted']),
    replyTo: Optional(Id),
  }),
}
