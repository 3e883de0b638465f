import { access } from '#backbone/access/contract'
import { Problem, pageOf, service, step, workflow } from '#backbone'
import { Nothing } from '#backbone/schemas'
import { admit, objectOf, removeObject } from './admission.ts'
import { storage, type Essence } from './contract.ts'
import { answerContent } from './http.ts'
import { scrubEssence } from './scrub.ts'
import {
  addReference,
  countEssences,
  deleteEssence,
  dropReference,
  essencesAfter,
  findEssence,
  isHeld,
  listEssences,
  lockEssence,
  noteLeftover,
  referencesTo,
  takeLeftover,
  type EssenceRow,
  type Tables,
} from './store.ts'

/** Kept free for the database, for temporary files of ffmpeg and for what the system itself writes. */
const marginBytes = 1024 ** 3
const sweepMilliseconds = 600_000
/** Longer than any step may take: whoever reads a film slowly must not be shut out before its end. */
const readableSeconds = 24 * 3600
const scrubsAtOnce = 2

const notFound = (id: string) => new Problem('essence-not-found', 404, 'There is no such essence', { id })
const inUse = (by: string[]) => new Problem('essence-in-use', 409, 'Something still refers to this essence', { by })
const quotaExceeded = (quotaBytes: number, usedBytes: number) =>
  new Problem('quota-exceeded', 413, 'This station may not store that much', { quotaBytes, usedBytes })
const storageFull = (freeBytes: number) =>
  new Problem('storage-full', 507, 'The storage has no room for that much', { freeBytes: Math.max(0, freeBytes) })
const scrubbing = () =>
  new Problem('busy', 503, 'Other essences are being read again just now', { retryAfterSeconds: 10 })

const shape = (row: EssenceRow): Essence => ({
  id: row.id,
  name: row.name,
  bytes: Number(row.bytes),
  sha256: row.sha256,
  md5: row.md5,
  mediaType: row.media_type,
  createdAt: row.created.toISOString(),
  ...(row.checked && { checkedAt: row.checked.toISOString() }),
  damaged: row.damaged,
})

export default service<Tables>()({
  contract: storage,
  uses: { access },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const { objects, inStation } = kit
    const find = async (station: string, id: string) => {
      const row = await inStation(station, (tx) => findEssence(tx, id))
      if (!row) throw notFound(id)
      return row
    }

    /** Removes objects that a crash left without an essence. */
    const sweep = async () => {
      let more = true
      for (let round = 0; more && round < 100 && !kit.signal.aborted; round++) {
        more = await kit.across(async (tx) => {
          const object = await takeLeftover(tx)
          if (object && !(await isHeld(tx, object))) await objects.delete(object)
          return object !== undefined
        })
      }
    }
    const sweeping = setInterval(
      () => void sweep().catch((err: unknown) => kit.log.warn({ err }, 'leftover objects stay')),
      sweepMilliseconds,
    )
    sweeping.unref()
    let scrubs = 0

    return {
      api: {
        async list(input, call) {
          const rows = await inStation(call, (tx) => listEssences(tx, input))
          return pageOf(rows, input.limit ?? 50, (row) => [row.id], shape)
        },
        get: async ({ id }, call) => shape(await find(call.station, id)),

        async usage(_, call) {
          const [used, { quotaBytes }, freeBytes] = await Promise.all([
            inStation(call, countEssences),
            kit.use.access.stationOf({ id: call.station }, call),
            objects.freeBytes(),
          ])
          return {
            ...used,
            ...(quotaBytes !== undefined && { quotaBytes }),
            ...(freeBytes !== undefined && { freeBytes }),
          }
        },

        async scrub({ id }, call) {
          const row = await find(call.station, id)
          if (scrubs >= scrubsAtOnce) throw scrubbing()
          scrubs += 1
          try {
            return shape(await scrubEssence(kit, row, AbortSignal.any([call.signal, kit.signal])))
          } finally {
            scrubs -= 1
          }
        },

        async startScrub(_, call) {
          const { station } = call
          return inStation(call, async (tx) => {
            const run = { workflow: 'scrub', station, subject: station, title: 'Scrub', input: {} }
            return { run: await kit.submit(tx, run) }
          })
        },

        async delete({ id }, call) {
          const { station } = call
          const row = await inStation(call, async (tx) => {
            const row = await lockEssence(tx, id)
            if (!row) throw notFound(id)
            const by = await referencesTo(tx, id)
            if (by.length > 0) throw inUse(by)
            await deleteEssence(tx, id)
            await noteLeftover(tx, station, row.object)
            await kit.publish(tx, 'deleted', { station, subject: id }, { essence: id })
            await kit.audit(tx, call, { action: 'storage.delete', subject: id, before: shape(row) })
            return row
          })
          await removeObject(kit, station, row.object)
          return {}
        },

        async admit(input, call) {
          const { row, duplicate } = await admit(kit, call.station, input)
          return { essence: shape(row), duplicate }
        },

        async reserve({ staged, bytes, pendingBytes, awaitedBytes = pendingBytes }, call) {
          const [{ bytes: usedBytes }, { quotaBytes }, freeBytes] = await Promise.all([
            inStation(call, countEssences),
            kit.use.access.stationOf({ id: call.station }, call),
            objects.freeBytes(),
          ])
          const quotaRoom = quotaBytes === undefined ? Infinity : quotaBytes - usedBytes - pendingBytes
          if (bytes > quotaRoom) throw quotaExceeded(quotaBytes!, usedBytes + pendingBytes)
          const diskRoom = freeBytes === undefined ? Infinity : freeBytes - marginBytes - awaitedBytes
          if (bytes > diskRoom) throw storageFull(diskRoom)
          const roomBytes = Math.min(quotaRoom, diskRoom)
          return { object: objectOf(call.station, staged), ...(roomBytes !== Infinity && { roomBytes }) }
        },

        async source({ id }, call) {
          const row = await find(call.station, id)
          const source = await objects.source(row.object, { expiresSeconds: readableSeconds })
          return { ...source, bytes: Number(row.bytes) }
        },

        async refer({ id, by, refers }, call) {
          await inStation(call, async (tx) => {
            // Locked, so that it cannot be deleted between being found and being referred to.
            if (!(await lockEssence(tx, id))) {
              if (refers) throw notFound(id)
              return
            }
            if (refers) await addReference(tx, { station: call.station, essence: id, by })
            else await dropReference(tx, id, by)
          })
          return {}
        },
      },

      work: {
        async scrubAll(_, { call, signal, progress }) {
          const { essences } = await inStation(call, countEssences)
          let checked = 0
          let damaged = 0
          let after: string | undefined
          for (;;) {
            const rows = await inStation(call, (tx) => essencesAfter(tx, after, 100))
            for (const row of rows) {
              signal.throwIfAborted()
              if ((await scrubEssence(kit, row, signal)).damaged) damaged += 1
              checked += 1
              progress(Math.min(1, checked / Math.max(1, essences)))
            }
            after = rows.at(-1)?.id
            if (after === undefined) return { checked, damaged }
          }
        },
      },
      workflows: [
        workflow({
          name: 'scrub',
          input: Nothing,
          start: () => [step(storage, 'scrubAll', { key: 'scrub', title: 'Read everything again', input: {} })],
        }),
      ],

      http: (app) => answerContent(app, kit, find),
      async stop() {
        clearInterval(sweeping)
      },
    }
  },
})
