import { Type, type Static } from 'typebox'
import { Id, Instant, Name, Text } from '#backbone/schemas'

const Optional = Type.Optional

/** Who may open it: everybody; who has a signed link; or who has one, and then only with keys. */
export type Protection = Static<typeof Protection>
export const Protection = Type.Enum(['public', 'signed', 'encrypted'])

export type Policy = Static<typeof Policy>
/** Who may play an asset, where from, from when until when. Lists that are empty allow everything. */
export const Policy = Type.Object({
  protection: Protection,
  /** Of the media of encrypted HLS: each stretch of this length has a key of its own; 0 for one key in all. */
  rotationSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
  from: Optional(Instant),
  until: Optional(Instant),
  /** Addresses and networks of viewers (CIDR): `10.0.0.0/8`, `2001:db8::/32`. */
  addresses: Type.Array(Text(50), { maxItems: 200 }),
  /** Names of regions, which are the station's own tables of networks. */
  regions: Type.Array(Name(60), { maxItems: 100 }),
  /** Hosts of pages that may show it; `*.example.cn` for all below one. */
  referrers: Type.Array(Text(255), { maxItems: 100 }),
  /** Whether players that tell of no page may play (television sets, apps), where `referrers` are named. */
  withoutReferrer: Type.Boolean(),
  /** Sessions at the same time, of the asset and of each viewer of signed links. */
  sessionsAtOnce: Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
  sessionsPerViewer: Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
})

export type PolicyOf = Static<typeof PolicyOf>
/** What holds for an asset (or is the station's default), where that comes from, and its version (0 while unwritten). */
export const PolicyOf = Type.Object({
  policy: Policy,
  from: Type.Enum(['asset', 'station', 'product']),
  version: Type.Integer(),
  updatedAt: Optional(Instant),
  updatedBy: Optional(Type.String()),
})

/** What holds where nobody has said anything: what is published plays for everybody. */
export const openPolicy: Policy = {
  protection: 'public',
  rotationSeconds: 0,
  addresses: [],
  regions: [],
  referrers: [],
  withoutReferrer: false,
}

export type Link = Static<typeof Link>
/** A signed link: lets whoever has it play one asset until it ends or is revoked. */
export const Link = Type.Object({
  id: Id,
  asset: Id,
  note: Type.String(),
  /** Whom it was made for, as the site that made it calls them; sessions per viewer are counted by it. */
  viewer: Optional(Type.String()),
  /** The only address it plays at. */
  address: Optional(Type.String()),
  /** Plays the asset also before it is published, and before and after its time: for those who look it over. */
  beforePublication: Type.Boolean(),
  expiresAt: Instant,
  createdAt: Instant,
  createdBy: Type.String(),
  revokedAt: Optional(Instant),
  sessions: Type.Integer(),
})

/** A link just made. The token is shown only now. Addresses begin at the root of this site. */
export const NewLink = Type.Intersect([
  Link,
  Type.Object({ token: Type.String(), watch: Type.String(), hls: Type.String(), dash: Type.String() }),
])

export type Session = Static<typeof Session>
/** Somebody's playing of an asset. `live` was seen within the last minute, `idle` was not but may go on. */
export const Session = Type.Object({
  id: Id,
  asset: Id,
  link: Optional(Id),
  /** The catalogue's link for guests that began it. */
  share: Optional(Id),
  viewer: Optional(Type.String()),
  address: Type.String(),
  userAgent: Type.String(),
  startedAt: Instant,
  seenAt: Instant,
  expiresAt: Instant,
  state: Type.Enum(['live', 'idle', 'expired', 'revoked']),
})

export type Region = Static<typeof Region>
/** A station's table of networks under a name. */
export const Region = Type.Object({ name: Type.String(), networks: Type.Integer(), updatedAt: Instant })

export type SigningKey = Static<typeof SigningKey>
/** What links and sessions are signed with; the newest signs, all that are there are believed. */
export const SigningKey = Type.Object({ id: Type.Integer(), createdAt: Instant, signs: Type.Boolean() })

export type KeySet = Static<typeof KeySet>
/** The content keys of an asset that belong together; the newest set is played, older ones while somebody has them. */
export const KeySet = Type.Object({
  number: Type.Integer(),
  rotationSeconds: Type.Integer(),
  keys: Type.Integer(),
  origin: Type.Enum(['made', 'imported']),
  createdAt: Instant,
})

export type Admission = Static<typeof Admission>
/** How an asset may be played by who asked. */
export const Admission = Type.Object({
  protection: Protection,
  /** Everybody gets the same bytes at any time, from any place and page: caches that many share may keep them. */
  shareable: Type.Boolean(),
  /** When playing must end. */
  until: Optional(Instant),
  /** Of encrypted assets: the set that is played, and how long each of its keys is used. */
  keySet: Optional(Type.Integer()),
  rotationSeconds: Type.Integer(),
  /** Every request must name its session: sessions are counted, or the asset is looked over before its time. */
  byToken: Type.Boolean(),
})
