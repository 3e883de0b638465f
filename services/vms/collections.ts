import { changedMeanwhile, idInCursor, pageOf, placeInCursor, Problem, type Api, type Call } from '#backbone'
import type { Showing } from './catalogue.ts'
import type { Collection, vms } from './contract.ts'
import {
  changeCollection,
  findCollection,
  gapBefore,
  insertCollection,
  listCollected,
  listCollections,
  lockCollection,
  placeAssets,
  presentAssets,
  removeCollected,
  removeCollection,
  spreadPlaces,
  type CollectionRow,
} from './collections-store.ts'
import type { VmsKit } from './kit.ts'
import { notFound as assetNotFound } from './kit.ts'
import type { Tx } from './store.ts'

const notFound = (id: string) => new Problem('collection-not-found', 404, 'There is no such collection here', { id })
const notCollected = (id: string) =>
  new Problem('asset-not-collected', 409, 'That asset is not in the collection', { id })
const isFull = () => new Problem('collection-full', 409, `A collection holds at most ${mostCollected} assets`)
const mostCollected = 10_000

type CollectionOps = Pick<
  Api<typeof vms>,
  | 'collections'
  | 'collection'
  | 'addCollection'
  | 'changeCollection'
  | 'deleteCollection'
  | 'collected'
  | 'collect'
  | 'uncollect'
>

/** Collections: assets put together by hand, in an order. */
export const collections = ({ inStation, publish, audit }: VmsKit, shown: Showing): CollectionOps => {
  /** Changes a collection that nobody else changes meanwhile, and answers with it. */
  const act = (call: Call, id: string, action: string, deed: (tx: Tx, row: CollectionRow) => Promise<object>) =>
    inStation(call, async (tx) => {
      const before = await lockCollection(tx, id)
      if (!before) throw notFound(id)
      const after = await deed(tx, before)
      const change = action === 'deleted' ? 'deleted' : 'changed'
      await publish(tx, 'collectionChanged', { station: call.station, subject: id }, { collection: id, change })
      await audit(tx, call, { action: `collection.${action}`, subject: id, before: { title: before.title }, after })
      const row = await findCollection(tx, id)
      return row ? shape(row) : shape(before)
    })

  const put = async (tx: Tx, call: Call, { id, assets: held }: CollectionRow, assets: string[], before?: string) => {
    const there = new Set(await presentAssets(tx, assets))
    const missing = assets.find((asset) => !there.has(asset))
    if (missing !== undefined) throw assetNotFound(missing)
    if (held + assets.length > mostCollected) throw isFull()
    if (before !== undefined && assets.includes(before)) throw notCollected(before)
    // Fifty halvings of a gap are too fine for a number: then all places are given anew.
    for (const fresh of [false, true]) {
      if (fresh) await spreadPlaces(tx, id)
      const gap = await gapBefore(tx, id, before)
      if (!gap) throw notCollected(before!)
      const low = gap.low ?? 0
      const step = gap.high === null ? 1 : (gap.high - low) / (assets.length + 1)
      const places = assets.map((asset, at) => ({ asset, place: low + step * (at + 1) }))
      if (!fresh && step < 1e-9) continue
      return placeAssets(tx, { collection: id, station: call.station, added_by: call.actor.name }, places)
    }
  }

  return {
    async collections({ cursor, limit = 50, text, asset }, call) {
      const before = cursor === undefined ? undefined : idInCursor(cursor)
      const rows = await inStation(call, (tx) => listCollections(tx, { text, asset, before, limit: limit + 1 }))
      return pageOf(rows, limit, (row) => [row.id], shape)
    },
    async collection({ id }, call) {
      const row = await inStation(call, (tx) => findCollection(tx, id))
      if (!row) throw notFound(id)
      return shape(row)
    },
    addCollection: ({ title, description = '', assets }, call) =>
      inStation(call, async (tx) => {
        const id = await insertCollection(tx, {
          station: call.station,
          title,
          description,
          created_by: call.actor.name,
        })
        if (assets) await put(tx, call, (await findCollection(tx, id))!, assets)
        const told = { collection: id, change: 'added' as const }
        await publish(tx, 'collectionChanged', { station: call.station, subject: id }, told)
        await audit(tx, call, { action: 'collection.added', subject: id, after: { title } })
        return shape((await findCollection(tx, id))!)
      }),
    changeCollection: ({ id, version, ...changes }, call) =>
      act(call, id, 'changed', async (tx, row) => {
        if (row.version !== version) throw changedMeanwhile(row.version)
        await changeCollection(tx, id, changes)
        return changes
      }),
    async deleteCollection({ id }, call) {
      await act(call, id, 'deleted', async (tx) => {
        await removeCollection(tx, id)
        return {}
      })
      return {}
    },
    async collected({ id, cursor, limit = 50 }, call) {
      const place = cursor === undefined ? undefined : placeInCursor(cursor, 'number')
      const after = place && ([Number(place[0]), place[1]] as [number, string])
      const rows = await inStation(call, async (tx) => {
        if (!(await findCollection(tx, id))) throw notFound(id)
        return listCollected(tx, id, { after, limit: limit + 1 })
      })
      const assets = await shown.all(rows.slice(0, limit), call)
      const page = pageOf(
        rows,
        limit,
        (row) => [row.place, row.id],
        (row) => row.id,
      )
      return { ...page, items: assets }
    },
    collect: ({ id, assets, before }, call) =>
      act(call, id, 'filled', async (tx, row) => {
        await put(tx, call, row, assets, before)
        await changeCollection(tx, id, {})
        return { assets: assets.slice(0, 20), count: assets.length }
      }),
    uncollect: ({ id, assets }, call) =>
      act(call, id, 'emptied', async (tx) => {
        await removeCollected(tx, id, assets)
        await changeCollection(tx, id, {})
        return { assets: assets.slice(0, 20), count: assets.length }
      }),
  }
}

const shape = (row: CollectionRow): Collection => ({
  id: row.id,
  title: row.title,
  description: row.description,
  assets: row.assets,
  createdBy: row.created_by,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  version: row.version,
})
