import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Nothing, Page, Text, paged } from '#backbone/schemas'
import { Asset, Rights } from './asset-contract.ts'

const Optional = Type.Optional

export type Share = Static<typeof Share>
/** A link by which somebody without a login looks at one asset, published or not, until it ends or is revoked. */
export const Share = Type.Object({
  id: Id,
  asset: Id,
  note: Type.String(),
  createdBy: Type.String(),
  createdAt: Instant,
  expiresAt: Instant,
  revokedAt: Optional(Instant),
  state: Type.Enum(['open', 'expired', 'revoked', 'used up']),
  views: Type.Integer(),
  mostViews: Optional(Type.Integer()),
  lastViewedAt: Optional(Instant),
})
/** 32 random bytes as base64url. */
const Token = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 })

/** What who is lent an asset may know of it. */
const Lent = Type.Object({
  asset: Id,
  title: Type.String(),
  description: Type.String(),
  station: Type.String(),
  playable: Type.Boolean(),
  hasPoster: Type.Boolean(),
  durationSeconds: Optional(Type.Number()),
  width: Optional(Type.Integer()),
  height: Optional(Type.Integer()),
})
/** What who has the link may know. */
const Shared = Type.Object({ ...Lent.properties, expiresAt: Instant })

export const rightsOperations = {
  setRights: {
    http: 'PUT /assets/:id/rights',
    summary: 'Settle from when until when the public may see an asset; it is withdrawn by itself when its time is over',
    scope: 'assets:publish',
    input: Type.Object({ id: Id, version: Type.Integer(), ...Rights.properties }),
    output: Asset,
    versioned: 'update',
  },
  sweepRights: {
    http: 'POST /rights/sweep',
    summary: 'Withdraw what is published and out of its time',
    scope: 'internal',
    input: Nothing,
    output: Type.Object({ withdrawn: Type.Integer() }),
  },
  share: {
    http: 'POST /assets/:id/shares',
    summary: 'Make a link by which somebody without a login sees an asset; its token is shown this once',
    scope: 'assets:publish',
    input: Type.Object({
      id: Id,
      expiresAt: Instant,
      note: Optional(Text(500)),
      mostViews: Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    }),
    output: Type.Object({ share: Share, token: Type.String() }),
    status: 201,
  },
  shares: {
    http: 'GET /shares',
    summary: 'Links that were made, newest first',
    scope: 'assets:read',
    input: paged({ asset: Optional(Id) }),
    output: Page(Share),
  },
  revokeShare: {
    http: 'DELETE /shares/:id',
    summary: 'End a link at once',
    scope: 'assets:publish',
    input: Type.Object({ id: Id }),
    output: Nothing,
    status: 204,
  },
  /** For pages without a login; opening it is counted. */
  openShare: {
    http: 'POST /shared/:token',
    summary: 'What a link lets one see; counts as a view',
    scope: 'public',
    input: Type.Object({ token: Token }),
    output: Shared,
  },
  lent: {
    http: 'GET /assets/:id/lent',
    summary: 'What somebody may know of an asset, published or not, whom another service has believed',
    scope: 'internal',
    input: Type.Object({ id: Id }),
    output: Lent,
  },
  sharedPlayback: {
    http: 'GET /shared/:token/playback',
    summary: 'Which asset a link lets one play; counts as nothing',
    scope: 'internal',
    input: Type.Object({ token: Token }),
    output: Type.Object({ share: Id, station: Id, asset: Id, expiresAt: Instant }),
  },
} as const satisfies Record<string, Operation>

export const rightsEvents = {
  shared: Type.Object({ asset: Id, share: Id }),
  unshared: Type.Object({ asset: Id, share: Id }),
}
