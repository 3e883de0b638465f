import { requireScope, systemCall, type Api, type Call } from '#backbone'
import { requireColumn } from './column-rights.ts'
import type { Showing } from './catalogue.ts'
import type { vms } from './contract.ts'
import type { Deeds } from './deeds.ts'
import { ignore, notFound, notInBin, type VmsKit } from './kit.ts'
import { countBin, listAssets } from './list-store.ts'
import { findAsset, findOverdue, findSettings, keepSettings, purgeAsset } from './store.ts'

const defaultBinDays = 30
const atOnce = 100
const mostEmptied = 1000

/** The recycle bin: what is deleted lies there, plays nowhere, and goes for good after a while or when told to. */
export const bin = (kit: VmsKit, deeds: Deeds, shown: Showing) => {
  const { inStation, across, use, publish, audit, tell } = kit

  const restored = async (call: Call, id: string) => {
    const row = await inStation(call, (tx) => findAsset(tx, id))
    // The ingest begins anew, and so does the timeline.
    if (row?.deleted_at && row.state === 'ingesting') await use.slice.drop({ source: id }, call)
    return deeds.act(call, { id }, deeds.restore)
  }

  /** Deletes for good. What was made of the asset goes by the fact that it has been deleted. */
  const purged = async (call: Call, id: string): Promise<void> => {
    requireScope(call, 'assets:write')
    await inStation(call, async (tx) => {
      const row = await purgeAsset(tx, id)
      if (row) await requireColumn(tx, call, row.column, 'edit')
      if (!row) {
        const there = await findAsset(tx, id)
        throw there ? notInBin(there) : notFound(id)
      }
      await publish(tx, 'deleted', { station: row.station, subject: id }, { asset: id, essence: row.essence })
      await audit(tx, call, { action: 'asset.purged', subject: id, before: { title: row.title, state: row.state } })
    })
    tell(call.station, 'assets', { id, state: 'purged' })
  }

  /** Deletes for good what has lain in the bin for as long as its station keeps it. */
  const sweep = async (): Promise<number> => {
    let gone = 0
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const overdue = await across((tx) => findOverdue(tx, atOnce))
      for (const { id, station } of overdue) {
        if (kit.signal.aborted) return gone
        // Another node may sweep at the same moment, and somebody may restore at the last one.
        await purged(systemCall(station, 'vms', kit.signal), id).then(
          () => (gone += 1),
          (err: unknown) => kit.log.debug({ err, asset: id }, 'not purged'),
        )
      }
      if (overdue.length < atOnce) break
    }
    return gone
  }

  const api: Pick<
    Api<typeof vms>,
    'delete' | 'restore' | 'purge' | 'emptyBin' | 'settings' | 'changeSettings' | 'sweepBin'
  > = {
    async delete({ id }, call) {
      await deeds.act(call, { id }, deeds.bin)
      return {}
    },
    async restore({ id }, call) {
      return shown.one((await restored(call, id)).row, call)
    },
    async purge({ id }, call) {
      await purged(call, id)
      return {}
    },
    async emptyBin(_input, call) {
      const wanted = { station: call.station, filter: { inBin: true } }
      const range = { sort: 'oldest' as const, after: undefined, limit: mostEmptied }
      const rows = await across((tx) => listAssets(tx, wanted, range))
      let gone = 0
      for (const { id } of rows) {
        await purged(call, id).then(() => (gone += 1), ignore('not-in-column', 'asset-not-found', 'asset-not-in-bin'))
      }
      return { purged: gone, left: await across((tx) => countBin(tx, call.station)) }
    },
    sweepBin: async () => ({ purged: await sweep() }),
    async settings(_input, call) {
      const kept = await inStation(call, (tx) => findSettings(tx, call.station))
      return { binDays: kept?.bin_days ?? defaultBinDays }
    },
    async changeSettings({ binDays }, call) {
      await inStation(call, async (tx) => {
        const before = await findSettings(tx, call.station)
        await keepSettings(tx, { station: call.station, bin_days: binDays })
        await audit(tx, call, {
          action: 'vms.settings',
          subject: call.station,
          before: { binDays: before?.bin_days ?? defaultBinDays },
          after: { binDays },
        })
      })
      return { binDays }
    },
  }
  return { api, restored, purged, sweep }
}
