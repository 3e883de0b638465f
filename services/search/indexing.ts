import type { Call } from '#backbone'
import type { Comment } from '#services/vms'
import { dictionaries } from './dictionaries.ts'
import { documentOf, labelsOf, notesOf } from './document.ts'
import { ignore, type SearchKit } from './kit.ts'
import { changeStation, dropDocument, noteLabels, noteStation, putPassages, takeTurn, writeDocument } from './store.ts'

const pageSize = 200
export const rebuildWorkflow = 'search-rebuild'

export type Indexing = ReturnType<typeof indexing>

/** Keeps the index as the catalogue is: an asset is always indexed whole, from what is true when it is looked at. */
export const indexing = (kit: SearchKit) => {
  const { inStation, use, submit } = kit
  const dictionary = dictionaries(kit)
  const noted = new Set<string>()

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

  /** The first time a station is heard of, what it had before is indexed as well. */
  const ensure = async (call: Call): Promise<void> => {
    if (noted.has(call.station)) return
    const isNew = await inStation(call, (tx) => noteStation(tx, call.station))
    noted.add(call.station)
    if (isNew) await rebuild(call)
  }

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
  const index = async (id: string, call: Call): Promise<void> => {
    const { station } = call
    await ensure(call)
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

  return { index, ensure, rebuild, dictionary }
}
