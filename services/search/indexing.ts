import { systemCall, type Call } from '#backbone'
import type { Comment } from '#services/vms'
import { dictionaries } from './dictionaries.ts'
import { documentOf, labelsOf, notesOf } from './document.ts'
import { ignore, type SearchKit } from './kit.ts'
import {
  changeStation,
  dropDocument,
  findStation,
  noteLabels,
  noteStation,
  putPassages,
  takeTurn,
  writeDocument,
} from './store.ts'

const pageSize = 200
const fewAssets = 50
export const rebuildWorkflow = 'search-rebuild'

export type Indexing = ReturnType<typeof indexing>

/** Keeps the index as the catalogue is: an asset is always indexed whole, from what is true when it is looked at. */
export const indexing = (kit: SearchKit) => {
  const { inStation, use, submit } = kit
  const dictionary = dictionaries(kit)
  const ready = new Map<string, Promise<void>>()

  /** Makes a run that builds the index of the station. */
  const rebuild = (call: Call): Promise<string> =>
    inStation(call, async (tx) => {
      const { station } = call
      await noteStation(tx, station)
      const run = await submit(tx, {
        workflow: rebuildWorkflow,
        station,
        subject: station,
        title: 'Search index',
        input: {},
      })
      await changeStation(tx, station, { run })
      return run
    })

  const notesOn = async (id: string, call: Call): Promise<Comment[]> => {
    const all: Comment[] = []
    for (let cursor: string | undefined; ;) {
      const page = await use.vms.comments({ id, limit: pageSize, ...(cursor ? { cursor } : {}) }, call)
      all.push(...page.items)
      cursor = page.next
      if (cursor === undefined) return all
    }
  }

  /** Brings what an asset is found by up to date, or takes it away when it is gone. */
  const write = async (id: string, call: Call): Promise<void> => {
    const { station } = call
    const turn = await inStation(call, (tx) => takeTurn(tx, station, id))
    const asset = await use.vms.get({ id }, call).catch(ignore('asset-not-found'))
    if (!asset) return inStation(call, (tx) => dropDocument(tx, id, turn))
    const essence = await use.storage.get({ id: asset.essence }, call).catch(ignore('essence-not-found'))
    const notes = await notesOn(id, call).catch(ignore('asset-not-found'))
    const document = documentOf(asset, essence?.name ?? '', notes ?? [], await dictionary(call.station))
    await inStation(call, async (tx) => {
      if (!(await writeDocument(tx, document, turn))) return
      for (const kind of ['comment', 'marker'] as const) {
        await putPassages(tx, { station, asset: id, source: kind }, notesOf(kind, notes ?? []))
      }
      await noteLabels(tx, station, labelsOf(asset))
    })
  }

  /** What a station had before it was heard of is indexed as well: at once, or by a run if it is much. */
  const begin = async (station: string): Promise<void> => {
    const call = systemCall(station, 'search')
    const known = await inStation(call, async (tx) => {
      await noteStation(tx, station)
      return findStation(tx, station)
    })
    if (known?.built_at || known?.run) return
    const [shown, binned] = await Promise.all(
      [{}, { inBin: true }].map((filter) => use.vms.list({ ...filter, limit: fewAssets }, call)),
    )
    if (shown!.next !== undefined || binned!.next !== undefined) return void (await rebuild(call))
    for (const { id } of [...shown!.items, ...binned!.items]) await write(id, call)
    await inStation(call, (tx) => changeStation(tx, station, { built_at: new Date() }))
  }

  /** Waits until a station has an index; asked again, it costs nothing. */
  const ensure = async (call: Call): Promise<void> => {
    const begun = ready.get(call.station) ?? begin(call.station)
    ready.set(call.station, begun)
    try {
      await begun
    } catch (error) {
      ready.delete(call.station)
      throw error
    }
  }

  const index = async (id: string, call: Call): Promise<void> => {
    await ensure(call)
    await write(id, call)
  }

  return { index, ensure, rebuild, dictionary }
}
