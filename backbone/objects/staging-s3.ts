import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { Problem } from '../contract/problem.ts'
import { checkId, checkKey, contentTypeOf, offsetConflict, resolveRange, stagedNotFound } from './keys.ts'
import type { Staged, Staging } from './objects.ts'
import { freeChunk, pour } from './pour.ts'
import type { Bucket } from './s3-bucket.ts'
import { isAbsent } from './s3-errors.ts'
import { partBytes, partFiller } from './s3-parts.ts'
import { createState, type Hold, holdState, loadState, sizeOf, stagedNames } from './staging-state-s3.ts'

/**
 * Staged uploads on S3: a multipart upload whose state lies in the bucket, so that any node can go on with it. Nodes
 * keep out of each other's way by conditional writes of that state and by never sharing a part number.
 */
export function s3Staging(
  bucket: Bucket,
  { room, nameOf }: { room: string; nameOf: (key: string) => string },
  bucketName: string,
): Staging {
  const names = stagedNames(room)
  const load = (id: string) => loadState(bucket, names, checkId(id))
  const hold = (id: string) => holdState(bucket, names, nameOf, checkId(id))

  const create: Staging['create'] = async (id, { key, contentType } = {}) => {
    const about = { ...(key && { key: checkKey(key) }), ...(contentType && { contentType }) }
    await createState(bucket, names, checkId(id), { ...about, parts: [] })
  }

  const append: Staging['append'] = async (id, offset, body, { signal, onChunk, disposable } = {}) => {
    signal?.throwIfAborted()
    const held = await hold(id)
    const size = sizeOf(held.state())
    if (size !== offset || held.state().sealed) throw offsetConflict(id, size)
    const tail = await held.readTail()
    const stored = held.state().parts.length
    let seen = tail.length
    // The first part begins with the old tail, which the caller has seen before.
    const show = async (part: Uint8Array) => {
      const fresh = part.subarray(Math.min(seen, part.length))
      seen = 0
      if (!onChunk) return
      for (let at = 0; at < fresh.length; at += 1024 * 1024) {
        onChunk(fresh.subarray(at, at + 1024 * 1024))
        await setImmediate()
      }
    }
    const filler = partFiller(
      tail,
      (handed) => partBytes(stored + handed + 1),
      async (part) => {
        await held.storePart(part, true)
        await show(part)
      },
    )
    // The filler copies what it takes.
    const takeAndFree = (chunk: Uint8Array) => {
      const busy = filler.take(chunk)
      if (busy) return busy.then(() => freeChunk(chunk))
      freeChunk(chunk)
      return undefined
    }
    const { complete } = await pour(body, disposable ? takeAndFree : filler.take, signal)
    const rest = await filler.finish()
    if (held.state().parts.length > stored || rest.length > tail.length) {
      await held.storeTail(rest)
      await show(rest)
    }
    return { offset: sizeOf(held.state()), complete }
  }

  const remove = async (id: string) => {
    const { Contents = [] } = await bucket.told(
      bucket.client.send(new ListObjectsV2Command({ Bucket: bucketName, Prefix: `${room}${id}/` })),
    )
    for (const { Key } of Contents) await bucket.remove(Key!)
    // The state goes last: as long as it is there, an interrupted removal can be taken up again.
    await bucket.remove(names.state(id))
  }

  // A part left over from a finished attempt of this very commit: the bytes are where they belong.
  const finish = async (held: Hold) => {
    const { upload, parts } = held.state()
    try {
      await bucket.finishUpload(upload!, parts)
    } catch (error) {
      if (!isAbsent(error) || (await bucket.head(upload!.name))?.ContentLength !== sizeOf(held.state())) throw error
    }
  }

  const flushTail = async (held: Hold) => {
    if (held.state().tail) await held.storePart(await held.readTail(), false)
  }

  // Only finished objects can be read on S3, so an upload that others are to be made of becomes one.
  const seal = async (id: string) => {
    const held = await hold(id)
    const { state } = held
    if (state().sealed || state().parts.length === 0) return held
    if (state().key)
      throw new Problem('staged-has-key', 409, 'An upload that was created for a key cannot become part of another', {
        id,
      })
    await flushTail(held)
    await finish(held)
    await held.save({ ...state(), sealed: true })
    return held
  }

  const openSealed = async (held: Hold, id: string): Promise<Readable> => {
    if (!held.state().sealed) return Readable.from([await held.readTail()])
    const found = await bucket.open(names.data(id))
    if (!found) throw stagedNotFound(id)
    return found.body
  }

  return {
    create,
    append,

    async offset(id) {
      const found = await load(id)
      return found && sizeOf(found.state)
    },

    async read(id, range) {
      const held = await hold(id)
      const { parts, sealed } = held.state()
      if (parts.length && !sealed) return undefined
      if (!range) return openSealed(held, id)
      const { start, end } = resolveRange(range, sizeOf(held.state()))
      if (!sealed) return Readable.from([(await held.readTail()).subarray(start, end + 1)])
      return (await bucket.open(names.data(id), `bytes=${start}-${end}`))?.body
    },

    async concat(id, fromIds, options) {
      const sources: { id: string; held: Hold }[] = []
      for (const from of fromIds) sources.push({ id: from, held: await seal(from) })
      await create(id, options)
      async function* joined() {
        for (const source of sources) yield* await openSealed(source.held, source.id)
      }
      const body = Readable.from(joined(), { objectMode: false })
      let failure: unknown
      body.on('error', (error) => (failure = error))
      const { offset, complete } = await append(id, 0, body)
      if (complete) return { offset }
      await remove(id)
      throw failure
    },

    async commit(id, key, { contentType = contentTypeOf(key) } = {}) {
      const name = nameOf(key)
      const held = await hold(id)
      const { state } = held
      const bytes = sizeOf(state())
      const { upload, parts } = state()
      if (!upload || parts.length === 0) {
        await bucket.put(name, await held.readTail(), { contentType })
        if (upload) await bucket.dropUpload(upload)
      } else {
        if (!state().sealed) {
          await flushTail(held)
          await finish(held)
        }
        const kept = (await bucket.head(upload.name))?.ContentType
        if (upload.name !== name || kept !== contentType) await bucket.copy(upload.name, name, bytes, contentType)
        if (upload.name !== name) await bucket.remove(upload.name)
      }
      await remove(id)
      return { key, bytes }
    },

    async discard(id) {
      const found = await load(id)
      if (found?.state.upload && !found.state.sealed) await bucket.dropUpload(found.state.upload)
      if (found) await remove(id)
    },

    async *list(): AsyncGenerator<Staged> {
      let after: string | undefined
      do {
        const { Contents = [], IsTruncated } = await bucket.told(
          bucket.client.send(
            new ListObjectsV2Command({ Bucket: bucketName, Prefix: room, ...(after && { StartAfter: after }) }),
          ),
        )
        for (const { Key = '' } of Contents) {
          const id = Key.slice(room.length, -'.json'.length)
          const found = Key.endsWith('.json') ? await load(id) : undefined
          if (found) yield { id, bytes: sizeOf(found.state), modified: found.modified }
        }
        after = IsTruncated ? Contents.at(-1)?.Key : undefined
      } while (after)
    },
  }
}
