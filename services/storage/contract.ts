import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Instant, Md5, Name, Nothing, Page, Sha256, Text, paged } from '#backbone/schemas'

export type Essence = Static<typeof Essence>
/** The bytes of one file as they came, kept once per station. */
export const Essence = Type.Object({
  id: Id,
  name: Type.String({ description: 'File name as it came' }),
  bytes: Type.Integer(),
  sha256: Sha256,
  md5: Md5,
  mediaType: Type.String({ description: 'As announced by the sender; not to be trusted' }),
  createdAt: Instant,
  checkedAt: Type.Optional(Instant),
  damaged: Type.Boolean({ description: 'The last scrub found bytes that no longer match the hash' }),
})

const Staged = Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$', maxLength: 128 })

export const storage = contract({
  name: 'storage',
  summary: 'Keeps essence (the media bytes), deduplicated by content, and says what it holds (内容存贮, MD5)',
  operations: {
    list: {
      http: 'GET /essences',
      summary: 'Essences of this station, newest first; find by hash',
      scope: 'essences:read',
      input: paged({ sha256: Type.Optional(Sha256), md5: Type.Optional(Md5) }),
      output: Page(Essence),
    },
    get: {
      http: 'GET /essences/:id',
      summary: 'Describe one essence; its bytes are at /content below it',
      scope: 'essences:read',
      input: Type.Object({ id: Id }),
      output: Essence,
    },
    usage: {
      http: 'GET /usage',
      summary: 'What this station stores, and how much it may',
      scope: 'station:read',
      input: Nothing,
      output: Type.Object({
        essences: Type.Integer(),
        bytes: Type.Integer(),
        quotaBytes: Type.Optional(Type.Integer()),
        freeBytes: Type.Optional(Type.Integer({ description: 'Left on the store itself, where it can tell' })),
      }),
    },
    scrub: {
      http: 'POST /essences/:id/scrub',
      summary: 'Read an essence again and compare its hashes',
      scope: 'essences:write',
      input: Type.Object({ id: Id }),
      output: Essence,
    },
    startScrub: {
      http: 'POST /scrubs',
      summary: 'Read every essence of this station again, as a run that can be followed and cancelled',
      scope: 'essences:write',
      input: Nothing,
      output: Type.Object({ run: Id }),
      status: 202,
      idempotent: true,
    },
    delete: {
      http: 'DELETE /essences/:id',
      summary: 'Delete an essence that nothing refers to',
      scope: 'essences:write',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },
    admit: {
      http: 'POST /essences',
      summary: 'Make an essence of a completely staged upload, without a second copy; the same content is kept once',
      scope: 'internal',
      input: Type.Object({
        staged: Staged,
        name: Name(500),
        mediaType: Text(200),
        bytes: Type.Integer({ minimum: 1 }),
        sha256: Sha256,
        md5: Md5,
        by: Type.Optional(Text(200, { description: 'Refers to the essence from the same moment on' })),
      }),
      output: Type.Object({ essence: Essence, duplicate: Type.Boolean() }),
    },
    reserve: {
      http: 'POST /reservations',
      summary: 'Refuse early what the quota or the disk cannot hold, and say under which key a staged upload will lie',
      scope: 'internal',
      input: Type.Object({
        staged: Staged,
        bytes: Type.Integer({ minimum: 0 }),
        pendingBytes: Type.Integer({ minimum: 0, description: 'Announced by other unfinished uploads of the station' }),
        awaitedBytes: Type.Optional(
          Type.Integer({ minimum: 0, description: 'Still to arrive of other unfinished uploads of all stations' }),
        ),
      }),
      output: Type.Object({
        object: Type.String({ description: 'Staging under this key spares S3 a second copy' }),
        roomBytes: Type.Optional(Type.Integer({ description: 'The most that would have been granted' })),
      }),
    },
    source: {
      http: 'GET /essences/:id/source',
      summary: 'Where ffmpeg on this node may read the essence: a path or a presigned URL',
      scope: 'internal',
      input: Type.Object({ id: Id }),
      output: Type.Object({ location: Type.String(), local: Type.Boolean(), bytes: Type.Integer() }),
    },
    refer: {
      http: 'PUT /essences/:id/references',
      summary: 'Note that something refers to an essence, or no longer does',
      scope: 'internal',
      input: Type.Object({ id: Id, by: Text(200), refers: Type.Boolean() }),
      output: Nothing,
    },
  },
  work: {
    scrubAll: {
      summary: 'Reads every essence of a station again and compares its hashes',
      queue: 'ingest',
      input: Nothing,
      output: Type.Object({ checked: Type.Integer(), damaged: Type.Integer() }),
      timeoutSeconds: 86_400,
    },
  },
  events: {
    stored: Type.Object({ essence: Id, bytes: Type.Integer(), sha256: Sha256 }),
    damaged: Type.Object({ essence: Id }),
    deleted: Type.Object({ essence: Id }),
  },
})
