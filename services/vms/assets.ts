import { Problem, type Api, type Call } from '#backbone'
import { requireColumn } from './column-rights.ts'
import { ensureColumn } from './columns-store.ts'
import type { Showing } from './catalogue.ts'
import type { AssetState, vms } from './contract.ts'
import type { Deeds } from './deeds.ts'
import { isInTime, isLendable } from './in-time.ts'
import { inBin, notFound, notNow, type StartIngest, type VmsKit } from './kit.ts'
import { correctedMetadata } from './metadata.ts'
import { endRuns } from './reactions.ts'
import { present, shape } from './shape.ts'
import { changeAsset, findAsset, findUpload, insertAsset } from './store.ts'

const noProfile = (profile: string) =>
  new Problem('profile-not-found', 404, 'There is no such encoding profile here', { profile })
const isWithdrawn = (id: string) => new Problem('asset-withdrawn', 410, 'Its station has withdrawn this', { id })

/** What may be ingested again: nothing that the public sees, nor what is being ingested. */
const again: AssetState[] = ['failed', 'ready', 'withdrawn']

type AssetOps = Pick<
  Api<typeof vms>,
  'get' | 'update' | 'publish' | 'withdraw' | 'create' | 'reingest' | 'ofUpload' | 'watch' | 'playback'
>

/** What one does with one asset. */
export const assets = (kit: VmsKit, deeds: Deeds, shown: Showing, startIngest: StartIngest): AssetOps => {
  const { inStation, across, use, publish, audit } = kit

  /** Before anything is dropped that could not be made again. */
  const requireProfile = async (id: string, call: Call) => {
    const { items } = await use.transcode.profiles({}, call)
    if (!items.some((one) => one.id === id)) throw noProfile(id)
  }

  return {
    async get({ id }, call) {
      const row = await inStation(call, (tx) => findAsset(tx, id))
      if (!row) throw notFound(id)
      return shown.one(row, call)
    },
    async update({ id, version, schema, fields, ...corrections }, call) {
      const { row } = await deeds.act(call, { id, version }, async (tx, now) => {
        const written = await correctedMetadata(tx, now, { schema, fields })
        return deeds.correct({ ...corrections, ...written })(tx, now, call)
      })
      return shown.one(row, call)
    },
    async publish(input, call) {
      return shown.one((await deeds.act(call, input, deeds.publish)).row, call)
    },
    async withdraw(input, call) {
      return shown.one((await deeds.act(call, input, deeds.withdraw)).row, call)
    },

    async create({ essence: id, title, column }, call) {
      const essence = await use.storage.get({ id }, call)
      const row = await inStation(call, async (tx) => {
        if (column !== undefined) {
          await ensureColumn(tx, call.station, column)
          await requireColumn(tx, call, column, 'edit')
        }
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
      deeds.told(row)
      return shown.one(row, call)
    },

    async reingest({ id, profile }, call) {
      const before = await inStation(call, async (tx) => {
        const row = await findAsset(tx, id)
        if (!row) throw notFound(id)
        if (row.deleted_at) throw inBin(row)
        await requireColumn(tx, call, row.column, 'edit')
        if (!again.includes(row.state)) throw notNow(row, 'ingested')
        return row
      })
      if (profile !== undefined) await requireProfile(profile, call)
      const row = await inStation(call, async (tx) => {
        const revived = await changeAsset(tx, id, { state: 'ingesting' }, { from: again })
        if (!revived) throw notNow(before, 'ingested')
        // What an earlier encoder made would not fit what today's makes; from here on nobody else can decide otherwise.
        await use.slice.drop({ source: id }, call)
        await audit(tx, call, { action: 'asset.reingested', subject: id, after: present({ profile }) })
        return startIngest(tx, revived, profile)
      })
      // Somebody may be retrying the run that failed: two at once would do everything twice.
      await endRuns(use, row, call)
      deeds.told(row)
      return shown.one(row, call)
    },

    async ofUpload({ upload }, call) {
      const found = await inStation(call, async (tx) => {
        const noted = await findUpload(tx, upload)
        const row = noted && (await findAsset(tx, noted.asset))
        return noted && row && { row, duplicate: noted.duplicate }
      })
      if (!found) throw new Problem('asset-not-found', 404, 'Nothing has come of this upload yet', { upload })
      return { asset: await shown.one(found.row, call), duplicate: found.duplicate }
    },

    async watch({ id }, call) {
      const row = await across((tx) => findAsset(tx, id))
      // What was public may say that it was: who has the link, and search engines, need not come again.
      const inTime = row && isInTime(row, new Date())
      if (row?.published_at && (row.state === 'withdrawn' || row.deleted_at || !inTime)) throw isWithdrawn(id)
      if (row?.state !== 'published' || row.deleted_at) throw notFound(id)
      const { name } = await use.access.stationOf({ id: row.station }, call)
      const { title, description, durationSeconds, width, height, hasPoster, poster } = shape(row, undefined)
      return {
        id,
        title,
        description,
        station: name,
        hasPoster,
        publishedAt: row.published_at!.toISOString(),
        ...present({ durationSeconds, width, height, poster }),
      }
    },
    async playback({ id }) {
      const row = await across((tx) => findAsset(tx, id))
      if (!row) throw notFound(id)
      return {
        station: row.station,
        published: row.state === 'published' && !row.deleted_at && isInTime(row, new Date()),
        lendable: isLendable(row),
        title: row.title,
      }
    },
  }
}
