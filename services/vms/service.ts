import { access } from '#backbone/access/contract'
import { runs } from '#backbone/jobs/contract'
import { changedMeanwhile, pageOf, placeInCursor, Problem, requireScope, service, type Call } from '#backbone'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { transcode } from '#services/transcode'
import { vms, type Asset, type AssetState } from './contract.ts'
import { ingest } from './ingest.ts'
import { endRuns, reactions } from './reactions.ts'
import { shape } from './shape.ts'
import {
  changeAsset,
  countBy,
  cursorOf,
  deleteAsset,
  findAsset,
  findUpload,
  insertAsset,
  listAssets,
  type Row,
  type Tables,
  type Tx,
} from './store.ts'

const notFound = (id: string) => new Problem('asset-not-found', 404, 'There is no such asset here', { id })
const isWithdrawn = (id: string) => new Problem('asset-withdrawn', 410, 'Its station has withdrawn this', { id })
const notNow = (row: Row, wanted: string) =>
  new Problem(`asset-not-${wanted}`, 409, `An asset that is ${row.state} cannot be ${wanted}`, { state: row.state })

export default service<Tables>()({
  contract: vms,
  uses: { access, runs, slice, storage, transcode },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const { inStation, across, use, publish, submit, audit, tell } = kit

    /** Starts the ingest of an asset in the transaction that made (or revived) it. */
    const startIngest = async (tx: Tx, row: Row) => {
      const run = await submit(tx, {
        workflow: ingest.name,
        station: row.station,
        subject: row.id,
        title: row.title,
        input: { asset: row.id, essence: row.essence },
      })
      return (await changeAsset(tx, row.id, { run, state: 'ingesting', error: null, playable: false }))!
    }

    /** How far the ingests of the given assets are, by asset. */
    const progressOf = async (rows: Row[], call: Call) => {
      if (!rows.some((row) => row.state === 'ingesting')) return new Map<string, number>()
      const { items } = await use.runs.list({ workflow: ingest.name, state: 'running', limit: 200 }, call)
      return new Map(items.map((run) => [run.subject ?? '', run.progress]))
    }
    const shown = async (row: Row, call: Call): Promise<Asset> =>
      shape(row, (await progressOf([row], call)).get(row.id))
    const told = (row: Row) =>
      tell(row.station, 'assets', { id: row.id, state: row.state, playable: row.playable, version: row.version })

    const stale = async (tx: Tx, id: string) => {
      const row = await findAsset(tx, id)
      return row ? changedMeanwhile(row.version) : notFound(id)
    }

    /** One step of an asset's life, from known states, with its fact and its entry in the audit trail. */
    const move = async (
      { id, version }: { id: string; version: number },
      call: Call,
      { from, to, fact }: { from: AssetState[]; to: AssetState; fact: 'published' | 'withdrawn' },
    ) => {
      const row = await inStation(call, async (tx) => {
        const before = await findAsset(tx, id)
        if (!before) throw notFound(id)
        if (before.version !== version) throw changedMeanwhile(before.version)
        if (!from.includes(before.state)) throw notNow(before, fact)
        const changes = { state: to, ...(fact === 'published' ? { published_at: new Date() } : {}) }
        const after = await changeAsset(tx, id, changes, { from, version })
        if (!after) throw await stale(tx, id)
        await publish(tx, fact, { station: call.station, subject: id }, { asset: id })
        await audit(tx, call, {
          action: `asset.${fact}`,
          subject: id,
          before: { state: before.state },
          after: { state: to },
        })
        return after
      })
      told(row)
      return shown(row, call)
    }

    return {
      workflows: [ingest],
      on: reactions(kit, startIngest),
      api: {
        async list({ cursor, limit = 50, sort = 'newest', ...filter }, call) {
          const after =
            cursor === undefined ? undefined : placeInCursor(cursor, sort === 'longest' ? 'number' : 'string')
          const rows = await inStation(call, (tx) => listAssets(tx, filter, sort, after, limit + 1))
          const progress = await progressOf(rows, call)
          return pageOf(
            rows,
            limit,
            (row) => cursorOf(sort, row),
            (row) => shape(row, progress.get(row.id)),
          )
        },
        facets: (_input, call) =>
          inStation(call, async (tx) => ({
            states: (await countBy(tx, 'state')) as { value: AssetState; count: number }[],
            columns: await countBy(tx, 'column'),
            tags: await countBy(tx, 'tag'),
          })),
        async get({ id }, call) {
          const row = await inStation(call, (tx) => findAsset(tx, id))
          if (!row) throw notFound(id)
          return shown(row, call)
        },
        async update({ id, version, ...changes }, call) {
          const row = await inStation(call, async (tx) => {
            const before = await findAsset(tx, id)
            const after = await changeAsset(tx, id, changes, { version })
            if (!before || !after) throw await stale(tx, id)
            await publish(tx, 'changed', { station: call.station, subject: id }, { asset: id, version: after.version })
            const was = Object.fromEntries(
              Object.keys(changes).map((key) => [key, before[key as keyof typeof changes]]),
            )
            await audit(tx, call, { action: 'asset.changed', subject: id, before: was, after: changes })
            return after
          })
          told(row)
          return shown(row, call)
        },
        publish: (input, call) =>
          move(input, call, { from: ['ready', 'withdrawn'], to: 'published', fact: 'published' }),
        withdraw: (input, call) => move(input, call, { from: ['published'], to: 'withdrawn', fact: 'withdrawn' }),

        async create({ essence: id, title, column }, call) {
          const essence = await use.storage.get({ id }, call)
          const row = await inStation(call, async (tx) => {
            const made = await insertAsset(tx, {
              station: call.station,
              essence: id,
              file_name: essence.name,
              title,
              column: column ?? null,
              created_by: call.actor.name,
            })
            await publish(tx, 'created', { station: call.station, subject: made.id }, { asset: made.id, essence: id })
            await audit(tx, call, { action: 'asset.created', subject: made.id, after: { title, essence: id } })
            return startIngest(tx, made)
          })
          await use.storage.refer({ id, by: `vms/${row.id}`, refers: true }, call)
          told(row)
          return shown(row, call)
        },
        async reingest({ id }, call) {
          const before = await inStation(call, (tx) => findAsset(tx, id))
          if (!before) throw notFound(id)
          if (before.state !== 'failed') throw notNow(before, 'ingested')
          // What an earlier encoder made of it would not fit what today's makes.
          await use.slice.drop({ source: id }, call)
          const row = await inStation(call, async (tx) => {
            const revived = await changeAsset(tx, id, { state: 'ingesting' }, { from: ['failed'] })
            if (!revived) throw notNow(before, 'ingested')
            await audit(tx, call, { action: 'asset.reingested', subject: id })
            return startIngest(tx, revived)
          })
          // Somebody may be retrying the run that failed: two at once would do everything twice.
          await endRuns(use, row, call)
          told(row)
          return shown(row, call)
        },
        async delete({ id }, call) {
          const row = await inStation(call, async (tx) => {
            const gone = await deleteAsset(tx, id)
            if (!gone) throw notFound(id)
            // Deleting is also taking back from the public.
            if (gone.state === 'published') requireScope(call, 'assets:publish')
            await publish(tx, 'deleted', { station: call.station, subject: id }, { asset: id, essence: gone.essence })
            await audit(tx, call, {
              action: 'asset.deleted',
              subject: id,
              before: { title: gone.title, state: gone.state },
            })
            return gone
          })
          tell(row.station, 'assets', { id, state: 'deleted' })
          return {}
        },
        async ofUpload({ upload }, call) {
          const found = await inStation(call, async (tx) => {
            const noted = await findUpload(tx, upload)
            const row = noted && (await findAsset(tx, noted.asset))
            return noted && row && { row, duplicate: noted.duplicate }
          })
          if (!found) throw new Problem('asset-not-found', 404, 'Nothing has come of this upload yet', { upload })
          return { asset: await shown(found.row, call), duplicate: found.duplicate }
        },
        async watch({ id }, call) {
          const row = await across((tx) => findAsset(tx, id))
          // What was public may say that it was: who has the link, and search engines, need not come again.
          if (row?.state === 'withdrawn') throw isWithdrawn(id)
          if (row?.state !== 'published') throw notFound(id)
          const { name } = await use.access.stationOf({ id: row.station }, call)
          const { title, description, durationSeconds, width, height, hasPoster } = shape(row, undefined)
          const known = Object.fromEntries(
            Object.entries({ durationSeconds, width, height }).filter(([, v]) => v !== undefined),
          )
          return {
            id,
            title,
            description,
            station: name,
            hasPoster,
            publishedAt: row.published_at!.toISOString(),
            ...known,
          }
        },
        async playback({ id }) {
          const row = await across((tx) => findAsset(tx, id))
          if (!row) throw notFound(id)
          return { station: row.station, published: row.state === 'published', title: row.title }
        },
      },
    }
  },
})
