import { idInCursor, placeInCursor, Problem, systemCall, toCursor, type Api, type Call } from '#backbone'
import type { AssetState } from '#services/vms'
import type { Found, HitKind, search, Wanted } from './contract.ts'
import {
  best,
  facetsOf,
  newest,
  passagesSaying,
  showDocuments,
  type FacetRow,
  type FoundPassage,
  type Ranked,
  type Shown,
} from './find-store.ts'
import type { Finder, Search } from './finder.ts'
import { present } from './kit.ts'
import { anyOf } from './query.ts'
import { marked, markedTitle, placesIn, snippet } from './snippets.ts'
import type { PassageKind, Tx } from './store.ts'

const notFound = (id: string) => new Problem('asset-not-found', 404, 'There is no such asset here', { id })

const mostPlaces = 5
const mostPlacesOfOne = 500
const passagesLooked = 8
const passageKinds: readonly PassageKind[] = ['subtitle', 'comment', 'marker']
const hitKinds: readonly HitKind[] = ['title', 'label', 'description', 'detail', 'subtitle', 'comment', 'marker']
const mostValues = 100

type Paging = { cursor?: string | undefined; limit?: number | undefined; sort?: 'best' | 'newest' | undefined }
type FindOps = Pick<Api<typeof search>, 'find' | 'facets' | 'places' | 'published'>

/** What people, and the public, find. */
export const findApi = ({ search: open, weigh }: Finder): FindOps => {
  const find = async (wanted: Wanted, paging: Paging, call: Call, publicly = false) => {
    const byAge = paging.sort === 'newest' || (wanted.text ?? '').trim() === ''
    return open(wanted, call, { publicly, byAge }, async (tx, search) => {
      const { ranked, next } = await (byAge ? pageByAge : pageOfBest)(tx, search, paging)
      const items = await shown(tx, search, ranked, mostPlaces)
      return { items, ...present({ next, instead: search.instead }), how: search.how, building: search.building }
    })
  }

  const pageOfBest = async (tx: Tx, search: Search, { cursor, limit = 50 }: Paging) => {
    const place = cursor === undefined ? undefined : placeInCursor(cursor, 'number')
    const after = place && { score: Number(place[0]), asset: place[1] }
    if (search.numbers.length === 0) return { ranked: [], next: undefined }
    const weighed = await weigh(tx, search)
    const ranked = await best(tx, search.scope, { ...search, weighed }, { after, limit: limit + 1 })
    return cutPage(ranked, limit, ({ score, asset }) => [score, asset])
  }

  /** The newest first, as far back as anybody cares to go. */
  const pageByAge = async (tx: Tx, search: Search, { cursor, limit = 50 }: Paging) => {
    const before = cursor === undefined ? undefined : idInCursor(cursor)
    const [from] = before === undefined ? [] : await showDocuments(tx, search.scope.station, [before])
    if (before !== undefined && !from) return { ranked: [], next: undefined }
    const last = from ? from.number - 1 : search.last
    const isNothing = search.last === 0 || (search.parts.length > 0 && search.numbers.length === 0)
    const numbers = isNothing
      ? []
      : await newest(tx, 'everywhere', search.scope, search.wish, { last, most: limit + 1 })
    const ranked = await best(
      tx,
      search.scope,
      { numbers, weighed: [], whole: '' },
      { after: undefined, limit: limit + 1 },
    )
    return cutPage(ranked, limit, ({ asset }) => [asset])
  }

  const shown = async (tx: Tx, search: Search, ranked: readonly Ranked[], most: number): Promise<Found[]> => {
    const assets = ranked.map(({ asset }) => asset)
    const documents = new Map((await showDocuments(tx, search.scope.station, assets)).map((one) => [one.asset, one]))
    const passages = Map.groupBy(await passagesOf(tx, search, assets, passagesLooked), ({ asset }) => asset)
    return ranked.flatMap(({ asset, score }) => {
      const document = documents.get(asset)
      return document ? [shape(document, passages.get(asset) ?? [], search, { score, most })] : []
    })
  }

  const passagesOf = async (
    tx: Tx,
    { scope, parts }: Search,
    assets: string[],
    each: number,
  ): Promise<FoundPassage[]> => {
    if (parts.length === 0 || assets.length === 0) return []
    const kinds = passageKinds.filter((kind) => kind === 'subtitle' || !scope.publicly)
    const words = anyOf(parts.map(({ words }) => `(${words})`))
    return passagesSaying(tx, scope.station, { assets, words, kinds, each })
  }

  return {
    find: ({ cursor, limit, sort, ...wanted }, call) => find(wanted, { cursor, limit, sort }, call),

    published: ({ station, cursor, limit, sort, ...wanted }) =>
      find(wanted, { cursor, limit, sort }, systemCall(station, 'search'), true),

    async facets(wanted, call) {
      const rowsOf = (asked: Wanted) =>
        open(asked, call, {}, async (tx, { scope, numbers, more, wish }) => ({
          rows: await facetsOf(tx, scope.station, numbers, wish.words, hitKinds),
          counted: numbers.length,
          more,
        }))
      const all = await rowsOf(wanted)
      /** What a filter chooses by is counted as if it did not, so that one sees what else there is. */
      const rows = async (key: keyof Wanted) => {
        const { [key]: chosen, ...rest } = wanted
        return chosen === undefined ? all.rows : (await rowsOf(rest)).rows
      }
      return {
        counted: all.counted,
        more: all.more,
        states: counted((await rows('state')).map(({ state }) => state as AssetState)),
        columns: counted((await rows('column')).flatMap(({ column }) => column ?? [])),
        tags: counted((await rows('tag')).flatMap(({ tags }) => tags)),
        kinds: counted((await rows('kind')).flatMap(({ kinds }: FacetRow) => kinds)),
        months: counted(all.rows.map(({ month }) => month)).toSorted((a, b) => b.value.localeCompare(a.value)),
      }
    },

    places: ({ id, text }, call) =>
      open({ text }, call, {}, async (tx, search) => {
        const [document] = await showDocuments(tx, call.station, [id])
        if (!document) throw notFound(id)
        const passages = await passagesOf(tx, search, [id], mostPlacesOfOne)
        return { items: placesIn(document, passages, search.sought, false).slice(0, mostPlacesOfOne) }
      }),
  }
}

const cutPage = (ranked: Ranked[], limit: number, key: (row: Ranked) => (string | number)[]) => ({
  ranked: ranked.slice(0, limit),
  next: ranked.length > limit ? toCursor(key(ranked[limit - 1]!)) : undefined,
})

const counted = <T extends string>(values: readonly T[]): { value: T; count: number }[] =>
  [...Map.groupBy(values, (value) => value)]
    .map(([value, all]) => ({ value, count: all.length }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, mostValues)

/** An asset as it is shown to who searched. */
const shape = (
  row: Shown,
  passages: readonly FoundPassage[],
  { sought, scope }: Search,
  { score, most }: { score: number; most: number },
): Found => {
  const places = placesIn(row, passages, sought, scope.publicly)
  return {
    id: row.asset,
    title: markedTitle(row.title, sought),
    tags: row.tags.map((tag) => marked(tag, sought)),
    state: row.state as AssetState,
    createdAt: row.created_at.toISOString(),
    hasPoster: row.has_poster,
    score,
    places: places.slice(0, most),
    morePlaces: places.length > most,
    ...present({
      description: row.description === '' ? undefined : snippet(row.description, sought),
      column: row.column === null ? undefined : marked(row.column, sought),
      durationSeconds: row.duration_seconds,
    }),
  }
}
