import { changedMeanwhile, Problem, type Api, type Call } from '#backbone'
import type { desk, View } from './contract.ts'
import type { DeskKit } from './figures.ts'
import { merged } from './json.ts'
import {
  changeView,
  countViews,
  deleteView,
  findPreferences,
  findView,
  insertView,
  keepPreferences,
  listViews,
  lock,
  type Tx,
  type ViewRow,
} from './store.ts'

type OwnOps = Pick<Api<typeof desk>, 'views' | 'createView' | 'updateView' | 'deleteView' | 'preferences' | 'prefer'>

const mostViews = 100
const mostPreferenceBytes = 16_384

const notFound = (id: string) => new Problem('view-not-found', 404, 'There is no such saved view', { id })
const notYours = () => new Problem('view-not-yours', 403, 'Only who saved a view may change it')
const tooMany = (shared: boolean) =>
  new Problem(
    shared ? 'too-many-shared-views' : 'too-many-views',
    409,
    shared ? `A station has at most ${mostViews} shared views` : `A person has at most ${mostViews} saved views`,
    { most: mostViews },
  )
const tooLarge = () =>
  new Problem('preferences-too-large', 413, 'Preferences hold at most 16 kB', { mostBytes: mostPreferenceBytes })

const shape = (row: ViewRow, call: Call): View => ({
  id: row.id,
  page: row.page,
  name: row.name,
  query: row.query,
  shared: row.shared,
  by: { id: row.person, name: row.by_name },
  mine: row.person === call.actor.id,
  updatedAt: row.updated_at.toISOString(),
  version: row.version,
})

/** How a person likes to work: their saved views, some of which they share, and their preferences. */
export const ownApi = ({ inStation, across, tell }: DeskKit): OwnOps => {
  const toldShared = (call: Call, shared: boolean) => {
    if (shared) tell(call.station, 'desk', { what: 'views' })
  }
  const seen = async (tx: Tx, id: string, call: Call) => {
    const row = await findView(tx, id)
    if (!row || !(row.shared || row.person === call.actor.id)) throw notFound(id)
    return row
  }

  return {
    views: async ({ page }, call) => ({
      items: (await inStation(call, (tx) => listViews(tx, call.actor.id, page))).map((row) => shape(row, call)),
    }),
    async createView({ shared = false, ...view }, call) {
      const row = await inStation(call, async (tx) => {
        await lock(tx, `${call.station}/views`)
        const { mine, shared: allShared } = await countViews(tx, call.actor.id)
        if (mine >= mostViews) throw tooMany(false)
        if (shared && allShared >= mostViews) throw tooMany(true)
        const { id: person, name } = call.actor
        return insertView(tx, { ...view, shared, station: call.station, person, by_name: name })
      })
      toldShared(call, shared)
      return shape(row, call)
    },
    async updateView({ id, version, ...changes }, call) {
      const [before, after] = await inStation(call, async (tx) => {
        await lock(tx, `${call.station}/views`)
        const before = await seen(tx, id, call)
        if (before.person !== call.actor.id) throw notYours()
        if (before.version !== version) throw changedMeanwhile(before.version)
        if (changes.shared && !before.shared && (await countViews(tx, call.actor.id)).shared >= mostViews)
          throw tooMany(true)
        return [before, (await changeView(tx, id, version, changes))!] as const
      })
      toldShared(call, before.shared || after.shared)
      return shape(after, call)
    },
    async deleteView({ id }, call) {
      const gone = await inStation(call, async (tx) => {
        const row = await seen(tx, id, call)
        if (row.person !== call.actor.id && !call.scopes.has('station:manage')) throw notYours()
        await deleteView(tx, id)
        return row
      })
      toldShared(call, gone.shared)
      return {}
    },

    preferences: (_input, call) => across((tx) => findPreferences(tx, call.actor.id)),
    prefer: ({ changes }, call) =>
      across(async (tx) => {
        await lock(tx, `preference/${call.actor.id}`)
        const settings = merged(await findPreferences(tx, call.actor.id), changes)
        if (Buffer.byteLength(JSON.stringify(settings)) > mostPreferenceBytes) throw tooLarge()
        await keepPreferences(tx, call.actor.id, settings)
        return settings
      }),
  }
}
