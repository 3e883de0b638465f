import { changedMeanwhile, requireScope, type Call } from '#backbone'
import { requireColumn } from './column-rights.ts'
import { ensureColumn } from './columns-store.ts'
import type { AssetState } from './contract.ts'
import { requireFree } from './holds-store.ts'
import { inBin, notFound, notNow, outOfTime, type StartIngest, type VmsKit } from './kit.ts'
import { requireComplete } from './metadata.ts'
import { isInTime } from './in-time.ts'
import { changeAsset, lockAsset, type Changes, type Row, type Tx } from './store.ts'
import { keepVersion } from './versions.ts'

/** One thing done to an asset that nobody else changes meanwhile, in one transaction with its facts and audit entry. */
export type Deed = (tx: Tx, row: Row, call: Call) => Promise<Row>
/** What people may correct of an asset. */
export type Corrections = Partial<
  Pick<Row, 'title' | 'description' | 'tags' | 'column' | 'schema' | 'schema_version' | 'fields'>
>

/** All that is done to single assets, whether one by one or many at once. */
export const deedsOf = ({ inStation, publish, audit, tell }: VmsKit, startIngest: StartIngest) => {
  const told = (row: Row) =>
    tell(row.station, 'assets', {
      id: row.id,
      state: row.deleted_at ? 'deleted' : row.state,
      playable: row.playable,
      version: row.version,
    })

  /** Does one thing to an asset; `version` is what the caller saw of it. */
  const act = async (
    call: Call,
    { id, version }: { id: string; version?: number | undefined },
    deed: Deed,
  ): Promise<{ row: Row; changed: boolean }> => {
    const done = await inStation(call, async (tx) => {
      const before = await lockAsset(tx, id)
      if (!before) throw notFound(id)
      if (version !== undefined && before.version !== version) throw changedMeanwhile(before.version)
      const row = await deed(tx, before, call)
      return { row, changed: row !== before }
    })
    if (done.changed) told(done.row)
    return done
  }

  const fact = (tx: Tx, row: Row, name: 'published' | 'withdrawn' | 'binned' | 'restored') =>
    publish(tx, name, { station: row.station, subject: row.id }, { asset: row.id })
  const changed = async (tx: Tx, row: Row, changes: Changes) => (await changeAsset(tx, row.id, changes))!

  /** Into the bin and out of it: who does that to what the public sees also publishes or withdraws it. */
  const requireRights: (...about: Parameters<Deed>) => Promise<void> = async (tx, row, call) => {
    await requireColumn(tx, call, row.column, 'edit')
    if (row.state !== 'published') return
    requireScope(call, 'assets:publish')
    await requireColumn(tx, call, row.column, 'publish')
  }

  const correct =
    (corrections: Corrections): Deed =>
    async (tx, row, call) => {
      if (row.deleted_at) throw inBin(row)
      await requireColumn(tx, call, row.column, 'edit')
      if (corrections.column && corrections.column !== row.column) {
        await ensureColumn(tx, row.station, corrections.column)
        await requireColumn(tx, call, corrections.column, 'edit')
      }
      const after = await changed(tx, row, corrections)
      await keepVersion(tx, call, row, after)
      const about = { station: row.station, subject: row.id }
      await publish(tx, 'changed', about, { asset: row.id, version: after.version })
      const keys = Object.keys(corrections) as (keyof Corrections)[]
      const was = Object.fromEntries(keys.map((key) => [key, row[key]]))
      await audit(tx, call, { action: 'asset.changed', subject: row.id, before: was, after: corrections })
      return after
    }

  const move =
    (from: AssetState[], to: 'published' | 'withdrawn'): Deed =>
    async (tx, row, call) => {
      requireScope(call, 'assets:publish')
      if (row.deleted_at) throw inBin(row)
      if (!from.includes(row.state)) throw notNow(row, to)
      await requireColumn(tx, call, row.column, 'publish')
      if (to === 'published' && !isInTime(row, new Date())) throw outOfTime(row)
      if (to === 'published') await requireComplete(tx, row)
      if (to === 'published') await requireFree(tx, row)
      const after = await changed(tx, row, {
        state: to,
        ...(to === 'published' ? { published_at: new Date() } : {}),
      })
      await fact(tx, row, to)
      await audit(tx, call, {
        action: `asset.${to}`,
        subject: row.id,
        before: { state: row.state },
        after: { state: to },
      })
      return after
    }

  /** Into the recycle bin. It keeps its state, to which it goes back; an ingest under way is given up. */
  const bin: Deed = async (tx, row, call) => {
    requireScope(call, 'assets:write')
    if (row.deleted_at) return row
    await requireRights(tx, row, call)
    const after = await changed(tx, row, {
      deleted_at: new Date(),
      deleted_by: call.actor.name,
      ...(row.state === 'ingesting' ? { run: null } : {}),
    })
    if (row.state === 'published') await fact(tx, row, 'withdrawn')
    await fact(tx, row, 'binned')
    await audit(tx, call, {
      action: 'asset.deleted',
      subject: row.id,
      before: { title: row.title, state: row.state },
    })
    return after
  }

  /** Out of the recycle bin, as it was; an ingest that was given up begins anew. */
  const restore: Deed = async (tx, row, call) => {
    requireScope(call, 'assets:write')
    if (!row.deleted_at) return row
    await requireRights(tx, row, call)
    const back = await changed(tx, row, { deleted_at: null, deleted_by: null })
    await fact(tx, row, 'restored')
    if (row.state === 'published') await fact(tx, row, 'published')
    await audit(tx, call, { action: 'asset.restored', subject: row.id, after: { state: row.state } })
    return row.state === 'ingesting' ? startIngest(tx, back) : back
  }

  return {
    told,
    act,
    correct,
    publish: move(['ready', 'withdrawn'], 'published'),
    withdraw: move(['published'], 'withdrawn'),
    bin,
    restore,
  }
}
export type Deeds = ReturnType<typeof deedsOf>
