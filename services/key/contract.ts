import { Type } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Instant, Name, Page, paged, Text } from '#backbone/schemas'
import {
  Admission,
  KeySet,
  Link,
  NewLink,
  Policy,
  PolicyOf,
  Protection,
  Region,
  Session,
  SigningKey,
} from './shapes.ts'

export * from './shapes.ts'

const Optional = Type.Optional
const AssetOnly = Type.Object({ asset: Id })
const Cpix = Type.Object({ document: Text(900_000, { description: 'CPIX 2.3 (DASH-IF), XML' }) })
/** 16 bytes as 32 hexadecimal digits. */
const Bytes16 = Type.String({ pattern: '^[0-9a-f]{32}$', maxLength: 32 })
const Player = {
  address: Text(64),
  referrer: Optional(Text(2000)),
  /** The page is one of this site, which has seen itself to where it is shown. */
  ownPage: Optional(Type.Boolean()),
}

export const key = contract({
  name: 'key',
  summary: 'Says who may play what, and keeps the keys of what is encrypted (云 Key)',
  operations: {
    stationPolicy: {
      http: 'GET /policy',
      summary: 'What holds for assets that have no policy of their own',
      scope: 'assets:read',
      input: Type.Object({}),
      output: PolicyOf,
    },
    putStationPolicy: {
      http: 'PUT /policy',
      summary: 'Set what holds for assets that have no policy of their own',
      scope: 'playback:manage',
      versioned: 'update',
      input: Type.Object({ version: Type.Integer(), policy: Policy }),
      output: PolicyOf,
    },
    policy: {
      http: 'GET /assets/:asset/policy',
      summary: 'What holds for an asset',
      scope: 'assets:read',
      input: AssetOnly,
      output: PolicyOf,
    },
    putPolicy: {
      http: 'PUT /assets/:asset/policy',
      summary: 'Give an asset a policy of its own',
      scope: 'playback:manage',
      versioned: 'update',
      input: Type.Object({ asset: Id, version: Type.Integer(), policy: Policy }),
      output: PolicyOf,
    },
    dropPolicy: {
      http: 'DELETE /assets/:asset/policy',
      summary: 'Let the station’s default hold for an asset again',
      scope: 'playback:manage',
      input: AssetOnly,
      output: PolicyOf,
    },
    regions: {
      http: 'GET /regions',
      summary: 'The station’s tables of networks',
      scope: 'assets:read',
      input: Type.Object({}),
      output: Type.Object({ items: Type.Array(Region) }),
    },
    putRegion: {
      http: 'PUT /regions/:name',
      summary: 'Set the networks of a region',
      scope: 'playback:manage',
      input: Type.Object({ name: Name(60), networks: Type.Array(Text(50), { minItems: 1, maxItems: 40_000 }) }),
      output: Region,
    },
    dropRegion: {
      http: 'DELETE /regions/:name',
      summary: 'Take a region away; refused while a policy names it',
      scope: 'playback:manage',
      input: Type.Object({ name: Name(60) }),
      output: Type.Object({}),
      status: 204,
    },
    createLink: {
      http: 'POST /assets/:asset/links',
      summary: 'Make a signed link',
      scope: 'playback:manage',
      status: 201,
      input: Type.Object({
        asset: Id,
        expiresAt: Instant,
        note: Optional(Text(200)),
        viewer: Optional(Name(100)),
        address: Optional(Text(50)),
        beforePublication: Optional(Type.Boolean()),
      }),
      output: NewLink,
    },
    links: {
      http: 'GET /links',
      summary: 'Signed links, newest first',
      scope: 'playback:manage',
      input: paged({ asset: Optional(Id) }),
      output: Page(Link),
    },
    revokeLink: {
      http: 'POST /links/:id/revoke',
      summary: 'End a link and every session begun with it, everywhere within a second',
      scope: 'playback:manage',
      input: Type.Object({ id: Id }),
      output: Link,
    },
    sessions: {
      http: 'GET /sessions',
      summary: 'Playback sessions, newest first',
      scope: 'playback:manage',
      input: paged({ asset: Optional(Id), link: Optional(Id), state: Optional(Session.properties.state) }),
      output: Page(Session),
    },
    revokeSession: {
      http: 'POST /sessions/:id/revoke',
      summary: 'End a session everywhere within a second',
      scope: 'playback:manage',
      input: Type.Object({ id: Id }),
      output: Session,
    },
    revokeAll: {
      http: 'POST /assets/:asset/revoke',
      summary: 'End all links and sessions of an asset everywhere within a second',
      scope: 'playback:manage',
      input: AssetOnly,
      output: Type.Object({ links: Type.Integer(), sessions: Type.Integer() }),
    },
    signingKeys: {
      http: 'GET /signing-keys',
      summary: 'What links and sessions are signed with',
      scope: 'contentkeys:manage',
      input: Type.Object({}),
      output: Type.Object({ items: Type.Array(SigningKey) }),
    },
    addSigningKey: {
      http: 'POST /signing-keys',
      summary: 'Sign with a new key from now on; what older keys have signed stays good',
      scope: 'contentkeys:manage',
      status: 201,
      input: Type.Object({}),
      output: SigningKey,
    },
    dropSigningKey: {
      http: 'DELETE /signing-keys/:id',
      summary: 'Believe a signing key no more: all its links and sessions end within a second',
      scope: 'contentkeys:manage',
      status: 204,
      input: Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }) }),
      output: Type.Object({}),
    },
    keySets: {
      http: 'GET /assets/:asset/keys',
      summary: 'Key sets of an asset, without the keys',
      scope: 'playback:manage',
      input: AssetOnly,
      output: Type.Object({ items: Type.Array(KeySet) }),
    },
    renewKeys: {
      http: 'POST /assets/:asset/keys',
      summary: 'Encrypt with new keys from now on',
      scope: 'contentkeys:manage',
      status: 201,
      input: AssetOnly,
      output: KeySet,
    },
    exportKeys: {
      http: 'POST /assets/:asset/keys/export',
      summary: 'The newest key set as a CPIX document: with its keys in clear, or sealed for a certificate',
      scope: 'contentkeys:manage',
      input: Type.Object({
        asset: Id,
        certificate: Optional(Text(20_000, { description: 'PEM, X.509 with an RSA key of the one it is meant for' })),
      }),
      output: Cpix,
    },
    importKeys: {
      http: 'POST /assets/:asset/keys/import',
      summary: 'Make the keys of a CPIX document the newest key set of an asset',
      scope: 'contentkeys:manage',
      status: 201,
      input: Type.Object({ asset: Id, ...Cpix.properties }),
      output: KeySet,
    },
    admit: {
      http: 'POST /admit',
      summary: 'Whether an asset may be played with a session’s token, or without one; throws `playback-…` if not',
      scope: 'internal',
      input: Type.Object({
        station: Id,
        asset: Id,
        token: Optional(Text(300)),
        published: Type.Boolean(),
        /** Whether links may lend it before it is published: it is not in the bin, and its rights are not over. */
        lendable: Type.Boolean(),
        /** Encrypted segments are there for everybody, as they are worth nothing without keys; so is the poster. */
        part: Type.Enum(['media', 'ciphertext', 'poster']),
        ...Player,
      }),
      output: Admission,
    },
    openSession: {
      http: 'POST /sessions',
      summary: 'Begin a session by a link, or without one where the policy asks for none',
      scope: 'internal',
      input: Type.Object({
        station: Id,
        asset: Id,
        link: Optional(Text(300)),
        /** A link of the catalogue for guests, which it has believed: lets play also before publication, until it ends. */
        share: Optional(Type.Object({ id: Id, expiresAt: Instant })),
        published: Type.Boolean(),
        lendable: Type.Boolean(),
        ...Player,
        userAgent: Text(500),
      }),
      output: Type.Object({ token: Type.String() }),
    },
    mayShow: {
      http: 'POST /may-show',
      summary: 'Whether a page of somebody else may show an asset; throws `playback-other-site` if not',
      scope: 'internal',
      input: Type.Object({ station: Id, asset: Id, referrer: Optional(Text(2000)) }),
      output: Type.Object({ everywhere: Type.Boolean() }),
    },
    lends: {
      http: 'POST /lends',
      summary:
        'Whether a signed link lets play an asset also before publication; throws `playback-…` where it is not valid',
      scope: 'internal',
      input: Type.Object({ station: Id, asset: Id, link: Text(300) }),
      output: Type.Object({ beforePublication: Type.Boolean(), expiresAt: Instant }),
    },
    contentKey: {
      http: 'GET /assets/:asset/keys/:number/:period',
      summary: 'One content key: of the stretch `period` for HLS, or (-1) of Common Encryption; made if it is missing',
      scope: 'internal',
      input: Type.Object({
        station: Id,
        asset: Id,
        number: Type.Integer({ minimum: 1, maximum: 2_000_000_000 }),
        period: Type.Integer({ minimum: -1, maximum: 100_000 }),
      }),
      output: Type.Object({ kid: Bytes16, key: Bytes16, rotationSeconds: Type.Integer() }),
    },
  },
  events: {
    policyChanged: Type.Object({ asset: Optional(Id), protection: Protection }),
    revoked: Type.Object({ asset: Optional(Id), link: Optional(Id), session: Optional(Id) }),
  },
})
