import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { contentTypeOf, offsetConflict, stagedExists, stagedNotFound } from './keys.ts'
import type { Bucket, Part, Upload } from './s3-bucket.ts'
import { isAbsent, isOvertaken } from './s3-errors.ts'

/**
 * What every node must know about a staged upload, kept in the bucket as `staging/<id>.json`. Full parts are in a
 * multipart upload; what does not fill a part yet is an object of its own, the tail.
 */
export type StagedState = {
  key?: string
  contentType?: string
  upload?: Upload
  parts: Part[]
  /** A part number somebody may be writing right now: whoever comes after them uses the next one. */
  reserved?: number
  tail?: { name: string; bytes: number }
  /** Set once the bytes have become one object, `staging/<id>/data`: they can be read, and no longer grow. */
  sealed?: boolean
}

/** A staged upload in the hands of one writer: each change succeeds only if nobody else has made one in between. */
export type Hold = {
  state(): StagedState
  /** Writes the state down, or throws `offset-conflict` because another writer has overtaken this one. */
  save(next: StagedState): Promise<void>
  /** Stores the next part and what is known of it. `more` spares a request by reserving the part after it as well. */
  storePart(bytes: Uint8Array, more: boolean): Promise<void>
  /** Stores the bytes that do not fill a part, in place of the tail before. */
  storeTail(bytes: Uint8Array): Promise<void>
  readTail(): Promise<Uint8Array>
}

export const sizeOf = ({ parts, tail }: StagedState): number =>
  parts.reduce((sum, part) => sum + part.bytes, 0) + (tail?.bytes ?? 0)

/** The rooms of the bucket a staged upload uses. */
export type StagedNames = { state(id: string): string; tail(id: string): string; data(id: string): string }

export const stagedNames = (room: string): StagedNames => ({
  state: (id) => `${room}${id}.json`,
  tail: (id) => `${room}${id}/tail-${randomUUID()}`,
  data: (id) => `${room}${id}/data`,
})

export async function createState(bucket: Bucket, names: StagedNames, id: string, state: StagedState): Promise<void> {
  try {
    await bucket.put(names.state(id), toBytes(state), { contentType: 'application/json', ifNoneMatch: '*' })
  } catch (error) {
    throw isOvertaken(error) ? stagedExists(id) : error
  }
}

export async function loadState(
  bucket: Bucket,
  names: StagedNames,
  id: string,
): Promise<{ state: StagedState; etag: string; modified: Date } | undefined> {
  const found = await bucket.open(names.state(id))
  if (!found) return undefined
  const state = JSON.parse((await buffer(found.body)).toString()) as StagedState
  return { state, etag: found.ETag ?? '', modified: found.LastModified ?? new Date(0) }
}

/** Takes a staged upload in hand. `nameOf` is where a key's object lies. */
export async function holdState(
  bucket: Bucket,
  names: StagedNames,
  nameOf: (key: string) => string,
  id: string,
): Promise<Hold> {
  const loaded = await loadState(bucket, names, id)
  if (!loaded) throw stagedNotFound(id)
  let { state, etag } = loaded

  const save = async (next: StagedState) => {
    try {
      etag = await bucket.put(names.state(id), toBytes(next), { contentType: 'application/json', ifMatch: etag })
    } catch (error) {
      throw isOvertaken(error) || isAbsent(error) ? offsetConflict(id, undefined) : error
    }
    const oldTail = state.tail
    state = next
    // Nobody refers to it any more; if this fails it goes when the upload is discarded.
    if (oldTail && oldTail.name !== next.tail?.name) await bucket.remove(oldTail.name).catch(() => {})
  }

  let mine: number | undefined
  const storePart = async (bytes: Uint8Array, more: boolean) => {
    if (mine === undefined) {
      const upload =
        state.upload ??
        (await bucket.startUpload(
          state.key ? nameOf(state.key) : names.data(id),
          state.contentType ?? contentTypeOf(state.key ?? ''),
        ))
      mine = Math.max(state.parts.at(-1)?.number ?? 0, state.reserved ?? 0) + 1
      const started = state.upload ? undefined : upload
      await save({ ...state, upload, reserved: mine }).catch(async (error: unknown) => {
        if (started) await bucket.dropUpload(started).catch(() => {})
        throw error
      })
    }
    const part = await bucket.putPart(state.upload!, mine, bytes)
    const { reserved: _done, tail: _inside, ...rest } = state
    mine = more ? mine + 1 : undefined
    await save({ ...rest, parts: [...state.parts, part], ...(mine && { reserved: mine }) })
  }

  return {
    state: () => state,
    save,
    storePart,
    async storeTail(bytes) {
      const { reserved: _free, tail: _old, ...rest } = state
      mine = undefined
      if (bytes.length === 0) return save(rest)
      const name = names.tail(id)
      await bucket.put(name, bytes)
      await save({ ...rest, tail: { name, bytes: bytes.length } })
    },
    async readTail() {
      if (!state.tail) return new Uint8Array()
      const found = await bucket.open(state.tail.name)
      // A tail that is gone was replaced by another writer's between our two requests.
      if (!found) throw offsetConflict(id, undefined)
      return buffer(found.body)
    },
  }
}

const toBytes = (state: StagedState) => Buffer.from(JSON.stringify(state))
