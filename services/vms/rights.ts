import { Problem, systemCall, type Api } from '#backbone'
import type { Showing } from './catalogue.ts'
import { requireColumn } from './column-rights.ts'
import type { vms } from './contract.ts'
import type { Deeds } from './deeds.ts'
import { instantOf } from './instants.ts'
import { inBin, type VmsKit } from './kit.ts'
import { isInTime } from './in-time.ts'
import { findOutOfTime } from './rights-store.ts'
import { changeAsset } from './store.ts'

const badWindow = () => new Problem('bad-range', 400, 'The time of an asset ends after it begins')
const atOnce = 100

/** Rights windows: from when until when the public may see an asset. */
export const rights = (kit: VmsKit, deeds: Deeds, shown: Showing) => {
  /** Withdraws what is out of its time. Until then it plays no more already: whoever plays asks for the time too. */
  const sweep = async (): Promise<number> => {
    let withdrawn = 0
    for (let rounds = 0; rounds < 100; rounds += 1) {
      const over = await kit.across((tx) => findOutOfTime(tx, atOnce))
      for (const { id, station } of over) {
        if (kit.signal.aborted) return withdrawn
        const call = systemCall(station, 'vms', kit.signal)
        // Another node may sweep at the same moment, and somebody may prolong the time at the last one.
        const deed: Parameters<Deeds['act']>[2] = async (tx, row) =>
          row.state !== 'published' || row.deleted_at || isInTime(row, new Date()) ? row : deeds.withdraw(tx, row, call)
        const { changed } = await deeds.act(call, { id }, deed).catch((err: unknown) => {
          kit.log.warn({ err, asset: id }, 'not withdrawn')
          return { changed: false }
        })
        if (changed) withdrawn += 1
      }
      if (over.length < atOnce) break
    }
    return withdrawn
  }

  const api: Pick<Api<typeof vms>, 'setRights' | 'sweepRights'> = {
    async setRights({ id, version, from, until, note }, call) {
      const [begin, end] = [from, until].map((at) => (at === undefined ? null : instantOf(at)))
      if (begin && end && begin >= end) throw badWindow()
      const { row } = await deeds.act(call, { id, version }, async (tx, before) => {
        if (before.deleted_at) throw inBin(before)
        await requireColumn(tx, call, before.column, 'publish')
        const changes = { available_from: begin!, available_until: end!, rights_note: note ?? null }
        const after = (await changeAsset(tx, id, changes))!
        const about = { station: call.station, subject: id }
        await kit.publish(tx, 'changed', about, { asset: id, version: after.version })
        const was = { from: before.available_from, until: before.available_until, note: before.rights_note }
        await kit.audit(tx, call, { action: 'asset.rights', subject: id, before: was, after: { from, until, note } })
        return after
      })
      return shown.one(row, call)
    },
    sweepRights: async () => ({ withdrawn: await sweep() }),
  }
  return { api, sweep }
}
