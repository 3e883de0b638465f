import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Instant, Md5, Page, Sha256, Text, paged } from '#backbone/schemas'

export type Upload = Static<typeof Upload>
export const Upload = Type.Object({
  id: Id,
  name: Type.String(),
  mediaType: Type.String(),
  bytes: Type.Optional(Type.Integer({ description: 'Announced length; absent while it is deferred' })),
  receivedBytes: Type.Integer(),
  state: Type.Enum(['receiving', 'finished', 'terminated']),
  essence: Type.Optional(Id),
  sha256: Type.Optional(Sha256),
  md5: Type.Optional(Md5),
  startedBy: Type.String(),
  createdAt: Instant,
  expiresAt: Type.Optional(Instant),
})

/** The bytes go by tus 1.0 at `/api/upload/files`; these are the questions around it. */
export const upload = contract({
  name: 'upload',
  summary: 'Takes files that arrive in pieces and survives any break (断点续传); tus 1.0 at /api/upload/files',
  operations: {
    list: {
      http: 'GET /uploads',
      summary: 'Uploads of this station, newest first',
      scope: 'uploads:write',
      input: paged({ state: Type.Optional(Type.Enum(['receiving', 'finished', 'terminated'])) }),
      output: Page(Upload),
    },
    get: {
      http: 'GET /uploads/:id',
      summary: 'One upload',
      scope: 'uploads:write',
      input: Type.Object({ id: Id }),
      output: Upload,
    },
  },
  events: {
    /**
     * A complete file has become an essence, which `upload/<id>` refers to until whoever makes something of it lets that
     * go. `metadata` is what the sender said of it (tus Upload-Metadata).
     */
    finished: Type.Object({
      upload: Id,
      essence: Id,
      name: Text(500),
      mediaType: Text(200),
      bytes: Type.Integer(),
      duplicate: Type.Boolean(),
      startedBy: Type.Object({ kind: Text(20), id: Text(64), name: Text(200) }),
      metadata: Type.Record(Type.String(), Type.String()),
    }),
  },
})
