import type { Running, WorkContext } from '#backbone'
import type { search } from './contract.ts'
import type { Indexing } from './indexing.ts'
import type { SearchKit } from './kit.ts'
import { assetsInColumn, changeStation, uncheckedSince } from './store.ts'
import { assetsSaying } from './words-store.ts'

const pageSize = 200
const atOnce = 4
const first = '00000000-0000-0000-0000-000000000000'

/** The durable work of the index. Done again, it only does more than needed. */
export const work = (kit: SearchKit, { index }: Indexing): NonNullable<Running<typeof search>['work']> => {
  const { use, inStation } = kit

  /** Indexes assets a few at a time. */
  const indexAll = async (ids: readonly string[], { call, signal }: WorkContext) => {
    const rest = ids.values()
    const worker = async () => {
      for (const id of rest) {
        signal.throwIfAborted()
        await index(id, call)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    return ids.length
  }

  /** Every asset a filter of the catalogue lets through, page by page; told are all so far. Those that are known are passed over and forgotten. */
  const eachOf = async (
    filter: { inBin?: boolean; column?: string },
    step: WorkContext,
    told: (assets: number) => void,
    known = new Set<string>(),
  ) => {
    let done = 0
    for (let cursor: string | undefined; ;) {
      const asked = { ...filter, sort: 'oldest' as const, limit: pageSize, ...(cursor ? { cursor } : {}) }
      const { items, next } = await use.vms.list(asked, step.call)
      done += await indexAll(
        items.map(({ id }) => id).filter((id) => !known.delete(id)),
        step,
      )
      told(done)
      cursor = next
      if (cursor === undefined) return done
    }
  }

  return {
    async rebuild(_, step) {
      const began = new Date()
      const { station } = step.call
      const { states } = await use.vms.facets({}, step.call)
      const total = states.reduce((sum, { count }) => sum + count, 0)
      const assets = await eachOf({}, step, (done) => step.progress(Math.min(0.99, done / Math.max(1, total))))
      const binned = await eachOf({ inBin: true }, step, () => {})
      // What was found and is not in the catalogue any more.
      for (;;) {
        const ids = await inStation(step.call, (tx) => uncheckedSince(tx, began, pageSize))
        if (ids.length === 0) break
        await indexAll(ids, step)
      }
      await inStation(step.call, (tx) => changeStation(tx, station, { built_at: new Date(), run: null }))
      return { assets: assets + binned }
    },

    async refresh({ column, words }, step) {
      let assets = 0
      if (column !== undefined) {
        const was = new Set(await inStation(step.call, (tx) => assetsInColumn(tx, column)))
        // Those that are in it by now, and those that are in it no more.
        assets += await eachOf({ column }, step, () => {}, was)
        assets += await indexAll([...was], step)
      }
      for (let after = first; words !== undefined;) {
        const ids = await inStation(step.call, (tx) => assetsSaying(tx, words, after, pageSize))
        if (ids.length === 0) break
        assets += await indexAll(ids, step)
        after = ids.at(-1)!
      }
      return { assets }
    },
  }
}
