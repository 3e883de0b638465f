import { Problem, systemCall } from '#backbone'
import { hashesOf, type Hashes, type Hashing } from './hashing.ts'
import {
  findUpload,
  finishUpload,
  noteDiscarded,
  noteHashes,
  terminateUpload,
  touch,
  type Row,
  type UploadKit,
} from './store.ts'

const heartbeatMilliseconds = 20_000
const lost = (id: string) => new Problem('upload-lost', 410, 'The bytes of this upload are gone; send it again', { id })
const isType = (error: unknown, type: string) => error instanceof Problem && error.type === type

/**
 * Finishes complete uploads: joins parts, hashes what is not hashed yet, admits the bytes to storage and tells it. Every
 * step bears being repeated, so that whoever comes after a crash (the sender asking, or the sweep) begins at the start.
 */
export const openSettling = (kit: UploadKit, hashing: Hashing) => {
  const running = new Map<string, Promise<Row>>()
  const { staging } = kit.objects

  const settleNow = async (row: Row): Promise<Row> => {
    if (row.concat === 'partial') {
      return (await kit.inStation(row.station, (tx) => finishUpload(tx, row.id, null))) ?? row
    }
    const alive = setInterval(
      () => void kit.inStation(row.station, (tx) => touch(tx, row.id)).catch(() => {}),
      heartbeatMilliseconds,
    )
    try {
      const hashes = row.sha256 && row.md5 ? { sha256: row.sha256, md5: row.md5 } : await hashed(row)
      return await admitted(row, hashes)
    } finally {
      clearInterval(alive)
    }
  }

  const hashed = async (row: Row): Promise<Hashes> => {
    if (row.parts) await join(row, row.parts)
    const hashes = await hash(row)
    await kit.inStation(row.station, (tx) => noteHashes(tx, row.id, hashes))
    return hashes
  }

  const isObject = async ({ object, bytes }: Row) => (await kit.objects.head(object!))?.bytes === bytes

  const join = async (row: Row, parts: string[]) => {
    const joined = await staging.offset(row.id)
    if (joined === row.bytes) return
    if (joined === undefined && (await isObject(row))) return
    // Half a joining is no upload: whoever was at it has died.
    await staging.discard(row.id)
    await staging.concat(row.id, parts, { key: row.object! })
  }

  const hash = async (row: Row): Promise<Hashes> => {
    if ((await staging.offset(row.id)) !== undefined) {
      const hashes = await hashing.of(row.id, row.bytes!)
      if (hashes) return hashes
      await staging.commit(row.id, row.object!)
    }
    if (!(await isObject(row))) throw lost(row.id)
    return hashesOf((await kit.objects.get(row.object!, undefined, { signal: kit.signal })).body)
  }

  const admitted = async (row: Row, hashes: Hashes): Promise<Row> => {
    const { id, station, name } = row
    const call = systemCall(station, 'upload', kit.signal)
    const file = { staged: id, name, mediaType: row.media_type, bytes: row.bytes!, ...hashes, by: `upload/${id}` }
    const { essence, duplicate } = await kit.use.storage.admit(file, call)
    const finished = await kit.inStation(station, async (tx) => {
      const finished = await finishUpload(tx, id, essence.id)
      if (!finished) return undefined
      await kit.publish(
        tx,
        'finished',
        { station, subject: id },
        {
          upload: id,
          essence: essence.id,
          name,
          mediaType: row.media_type,
          bytes: row.bytes!,
          duplicate,
          startedBy: row.started_by,
          metadata: row.metadata,
        },
      )
      for (const part of row.parts ?? []) await terminateUpload(tx, part)
      return finished
    })
    // Somebody else was quicker, and what it told may have been heard already: nobody would let go for us.
    if (!finished) await kit.use.storage.refer({ id: essence.id, by: file.by, refers: false }, call)
    hashing.forget(id)
    for (const done of [...(row.parts ?? []), id]) await discard(station, done)
    return finished ?? (await kit.inStation(station, (tx) => findUpload(tx, id))) ?? row
  }

  /** Throws staged bytes away, and notes that they are gone. */
  const discard = async (station: string, id: string): Promise<void> => {
    await staging.discard(id)
    hashing.forget(id)
    await kit.inStation(station, (tx) => noteDiscarded(tx, id))
  }

  /** Finishes a complete upload, once at a time on this node. */
  const settle = (row: Row): Promise<Row> => {
    const begun = running.get(row.id)
    if (begun) return begun
    const settling = settleNow(row)
      .catch(async (error: unknown) => {
        if (!isType(error, 'upload-lost') && !isType(error, 'staged-not-found')) throw error
        kit.log.error({ upload: row.id }, 'the bytes of a complete upload are gone')
        await kit.inStation(row.station, (tx) => terminateUpload(tx, row.id))
        throw lost(row.id)
      })
      .finally(() => running.delete(row.id))
    running.set(row.id, settling)
    return settling
  }

  return {
    settle,
    discard,
    isSettling: (id: string) => running.has(id),
    all: () => Promise.allSettled(running.values()),
  }
}
export type Settling = ReturnType<typeof openSettling>
