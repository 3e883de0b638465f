import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Name, Nothing, Text } from '#backbone/schemas'

const Optional = Type.Optional
const OrNull = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Union([schema, Type.Null()])

const ShortSides = Type.Array(Type.Integer({ minimum: 120, maximum: 2160, multipleOf: 2 }), {
  minItems: 1,
  maxItems: 10,
  uniqueItems: true,
  description: 'In pixels; none is made that is larger than the source',
})

export type ProfileSettings = Static<typeof ProfileSettings>
/** What a profile says: H.264 at these sizes, other codings for some of them, and a logo. */
export const ProfileSettings = Type.Object({
  shortSides: ShortSides,
  crf: Type.Integer({ minimum: 15, maximum: 35, description: 'Of H.264; less is better and larger' }),
  audioBitsPerSecond: Type.Integer({ minimum: 32_000, maximum: 320_000 }),
  additional: Type.Array(Type.Object({ coding: Type.Enum(['hevc', 'av1']), shortSides: ShortSides }), { maxItems: 2 }),
  logo: Optional(Id),
})

const ProfileId = Text(64, { description: '`standard`, or the id of one that the station has made' })

export type Profile = Static<typeof Profile>
/** An encoding profile (转码模板). The standard one, which is part of the program, has no words of its own. */
export const Profile = Type.Object({
  id: ProfileId,
  title: Type.String(),
  builtIn: Type.Boolean(),
  isDefault: Type.Boolean(),
  settings: ProfileSettings,
  version: Type.Integer(),
})

/** How a logo lies over the picture, in percent of the picture's width. */
const place = {
  corner: Type.Enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']),
  marginPercent: Type.Number({ minimum: 0, maximum: 25 }),
  widthPercent: Type.Number({ minimum: 1, maximum: 50 }),
  opacity: Type.Number({ minimum: 0.05, maximum: 1 }),
}

export type Logo = Static<typeof Logo>
/** A station logo (台标); its picture is at `GET /api/transcode/logos/:id/picture`. */
export const Logo = Type.Object({
  id: Id,
  title: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  ...place,
  createdAt: Instant,
  version: Type.Integer(),
})

export type UsedProfile = Static<typeof UsedProfile>
/** What a source was encoded by, as it was then. */
export const UsedProfile = Type.Object({
  id: ProfileId,
  title: Type.String(),
  settings: ProfileSettings,
  logoTitle: Optional(Type.String()),
})

/** Logos are sent by `POST /api/transcode/logos?title=…`, the PNG as the body, at most 2 MB. */
export const profileOperations = {
  profiles: {
    http: 'GET /profiles',
    summary: 'Encoding profiles, and which columns encode by another one than the station does',
    scope: 'assets:read',
    input: Nothing,
    output: Type.Object({
      items: Type.Array(Profile),
      columns: Type.Array(Type.Object({ column: Id, profile: ProfileId })),
    }),
  },
  addProfile: {
    http: 'POST /profiles',
    summary: 'Make an encoding profile',
    scope: 'station:manage',
    input: Type.Object({ title: Name(100), settings: ProfileSettings }),
    output: Profile,
    status: 201,
    idempotent: true,
  },
  changeProfile: {
    http: 'PATCH /profiles/:id',
    summary: 'Change an encoding profile; what was encoded by it stays as it is until it is ingested again',
    scope: 'station:manage',
    versioned: 'update',
    input: Type.Object({
      id: Id,
      version: Type.Integer(),
      title: Optional(Name(100)),
      settings: Optional(ProfileSettings),
    }),
    output: Profile,
  },
  dropProfile: {
    http: 'DELETE /profiles/:id',
    summary: 'Delete an encoding profile that neither the station nor a column encodes by',
    scope: 'station:manage',
    input: Type.Object({ id: Id }),
    output: Nothing,
    status: 204,
  },
  chooseProfile: {
    http: 'PUT /default-profile',
    summary: 'Encode what comes in by this profile from now on',
    scope: 'station:manage',
    input: Type.Object({ profile: ProfileId }),
    output: Profile,
  },
  chooseForColumn: {
    http: 'PUT /columns/:column/profile',
    summary: 'Encode what comes into a column, and into those below it, by a profile of its own; null: as above it',
    scope: 'station:manage',
    input: Type.Object({ column: Id, profile: OrNull(ProfileId) }),
    output: Nothing,
  },
  usedProfile: {
    http: 'GET /sources/:source/profile',
    summary: 'What a source was encoded by',
    scope: 'assets:read',
    input: Type.Object({ source: Id }),
    output: UsedProfile,
  },
  logos: {
    http: 'GET /logos',
    summary: 'Logos of the station',
    scope: 'assets:read',
    input: Nothing,
    output: Type.Object({ items: Type.Array(Logo) }),
  },
  changeLogo: {
    http: 'PATCH /logos/:id',
    summary: 'Rename a logo, or lay it elsewhere from now on',
    scope: 'station:manage',
    versioned: 'update',
    input: Type.Object({
      id: Id,
      version: Type.Integer(),
      title: Optional(Name(100)),
      corner: Optional(place.corner),
      marginPercent: Optional(place.marginPercent),
      widthPercent: Optional(place.widthPercent),
      opacity: Optional(place.opacity),
    }),
    output: Logo,
  },
  dropLogo: {
    http: 'DELETE /logos/:id',
    summary: 'Delete a logo that no profile carries',
    scope: 'station:manage',
    input: Type.Object({ id: Id }),
    output: Nothing,
    status: 204,
  },
} as const satisfies Record<string, Operation>
