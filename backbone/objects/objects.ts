import type { Readable } from 'node:stream'

/** What a write left behind: its size and its SHA-256 and MD5 in hex, computed while the bytes streamed through. */
export type Stored = { key: string; bytes: number; sha256: string; md5: string }

/** A span of bytes; `end` is inclusive as in HTTP, and may lie beyond the end of the object. */
export type ByteRange = { start: number; end?: number }

/** An opened object or span: read `body` to its end or destroy it. `bytes` is the span's length, `totalBytes` the object's. */
export type Opened = { body: Readable; bytes: number; totalBytes: number; contentType: string }

/** A staged upload: `modified` is when it last grew, so that the owner can let old ones expire. */
export type Staged = { id: string; bytes: number; modified: Date }

/** How an append ended: `offset` is durable; `complete` is false when the body broke off or the signal stopped it. */
export type Appended = { offset: number; complete: boolean }

/**
 * The object store: whole, immutable-while-read byte strings under keys of `[A-Za-z0-9._/-]`, at most 512 bytes long.
 * No key may be the folder of another (`a` beside `a/b` is refused with `key-conflict` 409).
 */
export type Objects = {
  /**
   * Stores a body under a key: nobody ever sees it half-written and the last writer wins whole.
   * A body that breaks off, is aborted, or is not `bytes` long leaves what was there before.
   */
  put(
    key: string,
    body: Readable | Uint8Array,
    options?: { contentType?: string; bytes?: number; signal?: AbortSignal },
  ): Promise<Stored>
  /** Opens an object or a span of it; `object-not-found` 404, `range-not-satisfiable` 416. */
  get(key: string, range?: ByteRange, options?: { signal?: AbortSignal }): Promise<Opened>
  /** What is known about an object without opening it; `undefined` when there is none. */
  head(key: string): Promise<{ bytes: number; contentType: string; modified: Date } | undefined>
  /** One page of keys that begin with `prefix`, in bytewise order; go on with `after: next`. At most 1000 a page. */
  list(
    prefix: string,
    options?: { after?: string; limit?: number },
  ): Promise<{ keys: { key: string; bytes: number }[]; next?: string }>
  /** Removes an object; removing what is not there is no error. */
  delete(key: string): Promise<void>
  /** What ffmpeg may open as its input: a file path on disk, a presigned URL (an hour unless told) on S3. */
  source(key: string, options?: { expiresSeconds?: number }): Promise<{ location: string; local: boolean }>
  /** A URL that lets anybody read one object for a while; `undefined` where the engine cannot serve HTTP (disk). */
  presign(key: string, options: { expiresSeconds: number; method: 'GET' }): Promise<string | undefined>
  /** Resumable writes. */
  staging: Staging
  /** Bytes that can still be written; `undefined` where nobody can say (S3). */
  freeBytes(): Promise<number | undefined>
  /** Lets go of connections; the store must not be used afterwards. */
  close(): void
}

/**
 * Resumable writes (断点续传): append-only byte strings that become objects without being copied.
 * Ids are `[A-Za-z0-9_-]`, at most 128 bytes; an unknown one is `staged-not-found` 404.
 */
export type Staging = {
  /** Opens an empty staged upload (`staged-exists` 409). Naming the `key` it will become spares S3 a server-side copy. */
  create(id: string, options?: { key?: string; contentType?: string }): Promise<void>
  /**
   * Writes a body at exactly `offset` (`offset-conflict` 409 unless that is the current size and nobody else is ahead).
   * What was received before a break-off stays, and is durable before this returns; a full disk is `storage-full` 507
   * with what fitted kept. `onChunk` sees, in order, exactly the bytes that stay: hash there. The body is not destroyed,
   * except by the signal, so that the server can still answer on its connection. `disposable` says that nobody else
   * holds the body's chunks (a request's are so): their memory is freed as soon as they are stored.
   */
  append(
    id: string,
    offset: number,
    body: Readable,
    options?: { signal?: AbortSignal; onChunk?: (chunk: Uint8Array) => void; disposable?: boolean },
  ): Promise<Appended>
  /** How many bytes are there, also after a crash: never less than an append acknowledged. */
  offset(id: string): Promise<number | undefined>
  /**
   * Reads staged bytes back, to hash them again after a crash; `undefined` where they cannot be read before the commit
   * (S3 opens no stored part): hash the object then.
   */
  read(id: string, range?: ByteRange): Promise<Readable | undefined>
  /**
   * Makes a new staged upload out of others, which stay but must not grow any more (tus concatenation). They must have
   * been created without a key.
   */
  concat(id: string, fromIds: string[], options?: { key?: string; contentType?: string }): Promise<{ offset: number }>
  /** Turns a staged upload into an object: a rename on disk, a completed multipart upload on S3. */
  commit(id: string, key: string, options?: { contentType?: string }): Promise<{ key: string; bytes: number }>
  /** Throws a staged upload away; unknown ids are no error. */
  discard(id: string): Promise<void>
  /** All staged uploads, for expiry. */
  list(): AsyncIterable<Staged>
}
