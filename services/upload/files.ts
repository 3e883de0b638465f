import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { Problem, type Call } from '#backbone'
import type { Hashing } from './hashing.ts'
import { mayBeMedia } from './names.ts'
import { announcedBytes, receive, type Writers } from './receive.ts'
import type { Settling } from './settle.ts'
import {
  awaitedBytes,
  declareLength,
  deleteUpload,
  findUpload,
  findUploads,
  insertUpload,
  noteObject,
  noteReceived,
  pendingOf,
  terminateUpload,
  type Row,
  type UploadKit,
} from './store.ts'
import { maxBytes, type Checksum, type Metadata } from './tus.ts'

const uploadsAtOnce = 10_000
/** An answer waits so long for hashing and admission; they go on after it. */
const patienceMilliseconds = 10_000

const notFound = (id: string) => new Problem('upload-not-found', 404, 'There is no such upload', { id })
const gone = (id: string) => new Problem('upload-gone', 410, 'This upload was given up or has expired', { id })
const notAccepted = (name?: string, mediaType?: string) =>
  new Problem('type-not-accepted', 415, 'Only video and audio files are taken here', { name, mediaType })
const tooMany = () => new Problem('too-many-uploads', 429, 'Too many uploads are unfinished', { uploadsAtOnce })
const partsNotReady = (ids: string[]) =>
  new Problem('parts-not-ready', 400, 'Parts are missing, incomplete or not parts', { ids })
const isFinal = () => new Problem('is-final', 403, 'An upload made of parts takes no bytes itself')
const isFinished = () => new Problem('upload-finished', 403, 'This upload has become an essence; delete that')
const otherOffset = (offset: number) =>
  new Problem('offset-conflict', 409, 'The upload stands at another offset', { offset })
const otherLength = () => new Problem('length-known', 400, 'The length of this upload cannot be changed')
const tooShort = (offset: number) =>
  new Problem('length-too-short', 400, 'More has come than the upload is to have', { offset })

export type Announced = {
  bytes: number | null
  metadata: Metadata
  metadataHeader: string
  concat: 'partial' | string[] | undefined
}

/** What tus asks of uploads, apart from how it is said in HTTP. */
export const openFiles = (kit: UploadKit, parts: { hashing: Hashing; settling: Settling; writers: Writers }) => {
  const { hashing, settling, writers } = parts
  const { staging } = kit.objects

  const find = async (call: Call, id: string): Promise<Row> => {
    const row = await kit.inStation(call, (tx) => findUpload(tx, id))
    if (!row) throw notFound(id)
    if (row.state === 'terminated' || (row.state === 'receiving' && row.expires < new Date())) throw gone(id)
    return row
  }

  /** Asks storage whether `bytes` in all may come, beside what others have announced. */
  const reserve = async (row: Row, bytes: number, call: Call) => {
    const except = [row.id, ...(row.parts ?? [])]
    const pending = await kit.inStation(call, (tx) => pendingOf(tx, call.station, except))
    if (pending.uploads >= uploadsAtOnce) throw tooMany()
    const awaited = await kit.across((tx) => awaitedBytes(tx, row.id))
    const asked = { staged: row.id, bytes, pendingBytes: pending.bytes, awaitedBytes: awaited }
    return kit.use.storage.reserve(asked, call)
  }

  /** Makes room for a new upload; repeated if the node died in between. */
  const prepare = async (row: Row, call: Call): Promise<Row> => {
    const { object } = await reserve(row, row.bytes ?? 0, call)
    await kit.inStation(call, (tx) => noteObject(tx, row.id, object))
    if (row.concat !== 'final' && (await staging.offset(row.id)) === undefined) {
      await staging.create(row.id, row.concat === 'partial' ? {} : { key: object })
    }
    return { ...row, object }
  }

  const lengthOfParts = async (call: Call, ids: string[]): Promise<number> => {
    const found = await kit.inStation(call, (tx) => findUploads(tx, ids))
    const ready = found.filter((row) => row.concat === 'partial' && row.state === 'finished' && row.staged)
    const missing = ids.filter((id) => !ready.some((row) => row.id === id.toLowerCase()))
    if (missing.length > 0) throw partsNotReady(missing.slice(0, 10))
    const bytes = ready.reduce((sum, row) => sum + row.bytes!, 0)
    if (bytes > maxBytes)
      throw new Problem('too-large', 413, 'The file is larger than this server takes', { bytes, maxBytes })
    return bytes
  }

  /** Finishes a complete upload, or at least begins to: what takes long or fails now is done later. */
  const settle = async (row: Row): Promise<Row> => {
    const settled = settling.settle(row).catch((err: unknown) => {
      if (err instanceof Problem && err.status === 410) throw err
      kit.log.warn({ err, upload: row.id }, 'an upload will be finished later')
      return row
    })
    const patience = new AbortController()
    const later = setTimeout(patienceMilliseconds, row, { signal: patience.signal, ref: false }).catch(() => row)
    return Promise.race([settled, later]).finally(() => patience.abort())
  }

  const ifComplete = async (row: Row): Promise<Row> =>
    row.state === 'receiving' && row.bytes !== null && row.received === row.bytes ? settle(row) : row

  return {
    /** Begins an upload, or refuses it before its first byte. */
    async create({ bytes, metadata, metadataHeader, concat }: Announced, call: Call): Promise<Row> {
      const { name = 'unnamed', mediaType = 'application/octet-stream', values } = metadata
      if (concat !== 'partial' && !mayBeMedia(metadata.name, metadata.mediaType)) {
        throw notAccepted(metadata.name, metadata.mediaType)
      }
      const ids = Array.isArray(concat) ? concat.map((id) => id.toLowerCase()) : null
      const length = ids ? await lengthOfParts(call, ids) : bytes
      const row = await kit.inStation(call, (tx) =>
        insertUpload(tx, {
          station: call.station,
          name,
          media_type: mediaType,
          bytes: length,
          concat: ids ? 'final' : concat === 'partial' ? 'partial' : null,
          parts: ids,
          metadata_header: metadataHeader,
          metadata: values,
          startedBy: call.actor,
        }),
      )
      try {
        const ready = await prepare(row, call)
        return ids ? await settle(ready) : ready
      } catch (error) {
        await kit.inStation(call, (tx) => deleteUpload(tx, row.id)).catch(() => {})
        throw error
      }
    },

    /** How far an upload is; `offset` is absent while parts are being joined. */
    async look(id: string, call: Call): Promise<{ row: Row; offset?: number }> {
      let row = await find(call, id)
      if (row.state === 'finished') return { row, offset: row.bytes! }
      if (row.concat === 'final') {
        row = await settle(row)
        return row.state === 'finished' ? { row, offset: row.bytes! } : { row }
      }
      await writers.makeWay(id).catch(() => {})
      const offset = (await staging.offset(id)) ?? row.received
      if (offset !== row.received) row = (await kit.inStation(call, (tx) => noteReceived(tx, id, offset))) ?? row
      return { row: await ifComplete(row), offset }
    },

    /** Takes the bytes of one request. */
    async append(
      id: string,
      sent: { offset: number; length: number | undefined; checksum: Checksum | undefined; body: IncomingMessage },
      call: Call,
    ): Promise<Row> {
      let row = await find(call, id)
      if (row.concat === 'final') throw isFinal()
      if (sent.length !== undefined && sent.length !== row.bytes) {
        if (row.bytes !== null) throw otherLength()
        if (sent.length < row.received) throw tooShort(row.received)
        await reserve(row, sent.length, call)
        const declared = await kit.inStation(call, (tx) => declareLength(tx, id, sent.length!))
        if (!declared) throw otherLength()
        row = declared
      }
      if (row.state === 'finished') {
        if (sent.offset !== row.bytes) throw otherOffset(row.bytes!)
        return row
      }
      const received = await writers.write(id, sent.body, (signal) => write(row, sent, call, signal))
      return ifComplete(received)
    },

    /** Gives an upload up, and its bytes. */
    async terminate(id: string, call: Call): Promise<void> {
      const row = await find(call, id)
      if (row.concat !== 'partial' && (row.state === 'finished' || settling.isSettling(id))) throw isFinished()
      if (!(await kit.inStation(call, (tx) => terminateUpload(tx, id)))) throw gone(id)
      await writers.stop(id)
      await settling.discard(call.station, id)
    },
  }

  async function write(
    row: Row,
    sent: { offset: number; checksum: Checksum | undefined; body: IncomingMessage },
    call: Call,
    signal: AbortSignal,
  ): Promise<Row> {
    const { id } = row
    let at = await staging.offset(id)
    if (at === undefined && row.received > 0) {
      // Committed already, or lost: finishing it tells which.
      if (row.received === row.bytes) return row
      throw gone(id)
    }
    if (at === undefined) await prepare(row, call)
    at ??= 0
    if (at !== sent.offset) throw otherOffset(at)
    const note = async (offset: number) =>
      (await kit.inStation(row.station, (tx) => noteReceived(tx, id, offset))) ?? row
    try {
      const offset = await receive(staging, {
        id,
        offset: at,
        body: sent.body,
        remainingBytes: await remaining(row, at, sent.body, call),
        checksum: sent.checksum,
        signal,
        hashing: row.concat === 'partial' ? undefined : hashing,
      })
      return await note(offset)
    } catch (error) {
      const offset = await staging.offset(id)
      if (offset !== undefined && offset !== row.received) await note(offset)
      throw error instanceof Problem && error.type === 'offset-conflict' && offset === sent.offset ? elsewhere() : error
    }
  }

  async function remaining(row: Row, at: number, body: IncomingMessage, call: Call): Promise<number> {
    if (row.bytes !== null) return row.bytes - at
    const { roomBytes = maxBytes } = await reserve(row, at + (announcedBytes(body) ?? 1), call)
    return Math.min(maxBytes, roomBytes) - at
  }
}
const elsewhere = () =>
  new Problem('upload-busy', 423, 'Another node is receiving bytes of this upload', { retryAfterSeconds: 1 })
export type Files = ReturnType<typeof openFiles>
