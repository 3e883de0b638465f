import { pageOf, placeInCursor, Problem, type Call } from '#backbone'
import type { runs } from '#backbone/jobs/contract'
import type { Api } from '#backbone'
import type { Asset, AssetState, Filter, Sort, vms } from './contract.ts'
import { ingest } from './ingest.ts'
import { instantOf } from './instants.ts'
import type { VmsKit } from './kit.ts'
import {
  countAssets,
  countBin,
  countErrors,
  countFacets,
  countSince,
  countTags,
  cursorOf,
  listAssets,
} from './list-store.ts'
import { shape } from './shape.ts'
import type { Row } from './store.ts'

/** Counting goes no further than people read. */
const mostCounted = 10_000
const dayMilliseconds = 86_400_000

/** Shows rows as assets, with how far the ingests of those that are being ingested have come. */
export const showing = ({ use }: { use: { runs: Pick<Api<typeof runs>, 'list'> } }) => {
  const all = async (rows: Row[], call: Call): Promise<Asset[]> => {
    const progress = new Map<string, number>()
    if (rows.some((row) => row.state === 'ingesting')) {
      const { items } = await use.runs.list({ workflow: ingest.name, state: 'running', limit: 200 }, call)
      for (const run of items) progress.set(run.subject ?? '', run.progress)
    }
    return rows.map((row) => shape(row, progress.get(row.id)))
  }
  return { all, one: async (row: Row, call: Call): Promise<Asset> => (await all([row], call))[0]! }
}
export type Showing = ReturnType<typeof showing>

/** The filter with its instants as PostgreSQL takes them. */
export const exact = (filter: Filter): Filter => ({
  ...filter,
  ...(filter.createdFrom === undefined ? {} : { createdFrom: instantOf(filter.createdFrom).toISOString() }),
  ...(filter.createdTo === undefined ? {} : { createdTo: instantOf(filter.createdTo).toISOString() }),
})

const placeOf = (cursor: string, sort: Sort): [string | number, string] => {
  const place = placeInCursor(cursor, sort === 'longest' ? 'number' : 'string')
  const byTime = sort !== 'title' && sort !== 'longest'
  if (byTime && !/^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(String(place[0]))) {
    throw new Problem('bad-cursor', 400, 'This cursor did not come from the page before')
  }
  return place
}

type CatalogueOps = Pick<Api<typeof vms>, 'list' | 'count' | 'facets'>

/** Lists of assets, and how many there are of what. */
export const catalogue = (kit: VmsKit, shown: Showing): CatalogueOps => ({
  async list({ cursor, limit = 50, sort = 'newest', ...filter }, call) {
    const after = cursor === undefined ? undefined : placeOf(cursor, sort)
    const wanted = { station: call.station, filter: exact(filter) }
    const rows = await kit.across((tx) => listAssets(tx, wanted, { sort, after, limit: limit + 1 }))
    const assets = await shown.all(rows.slice(0, limit), call)
    const byId = new Map(assets.map((asset) => [asset.id, asset]))
    return pageOf(
      rows,
      limit,
      (row) => cursorOf(sort, row),
      (row) => byId.get(row.id)!,
    )
  },

  async count(filter, call) {
    const wanted = { station: call.station, filter: exact(filter) }
    const count = await kit.across((tx) => countAssets(tx, wanted, mostCounted + 1))
    return { count: Math.min(count, mostCounted), more: count > mostCounted }
  },

  facets({ todayFrom, ...filter }, call) {
    const { station } = call
    const wanted = { station, filter: exact(filter) }
    const today = instantOf(todayFrom ?? startOfDay()).getTime()
    const [since, week, month] = [0, 6, 29].map((days) => new Date(today - days * dayMilliseconds).toISOString())
    return kit.across(async (tx) => {
      const [ofToday, ofWeek, ofMonth, all] = await countSince(tx, wanted, [since!, week!, month!])
      const { state, column, createdBy } = await countFacets(tx, wanted)
      return {
        states: state as { value: AssetState; count: number }[],
        columns: column,
        tags: await countTags(tx, wanted),
        people: createdBy,
        times: [
          { value: 'today', count: ofToday!, from: since! },
          { value: '7days', count: ofWeek!, from: week! },
          { value: '30days', count: ofMonth!, from: month! },
          { value: 'older', count: all! - ofMonth!, to: month! },
        ],
        withError: await countErrors(tx, wanted),
        inBin: await countBin(tx, station),
      }
    })
  },
})

const startOfDay = () => `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`
