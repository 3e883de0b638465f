import { sql, type Selectable } from 'kysely'
import { changedMeanwhile } from '../host/routes.ts'
import type { Api } from '../contract/contract.ts'
import { Problem } from '../contract/problem.ts'
import { audit } from './audit.ts'
import type { access, Station } from './contract.ts'
import { addMember } from './people-store.ts'
import type { AccessKit, Tables, Tx } from './tables.ts'

type StationOps = Pick<Api<typeof access>, 'stations' | 'createStation' | 'updateStation' | 'stationOf'>
type StationRow = Selectable<Tables['station']> & { people?: number }

const mostLevels = 8
const mostListed = 5000

const notFound = (station: string) => new Problem('not-found', 404, 'There is no such station', { station })
const notAPerson = () => new Problem('not-a-person', 403, 'Only a person can open a station: they become its admin')
const tooDeep = () => new Problem('too-deep', 409, `Stations stand at most ${mostLevels} levels deep`)
const quotaFromAbove = () => new Problem('quota-from-above', 403, 'The station above sets the quota of this one')

/** Stations, each seen by itself and by those above it: never by one beside or below. */
export const stationsApi = ({ across, publish }: AccessKit): StationOps => ({
  stations: async (_input, call) => ({ items: (await across((tx) => subtree(tx, call.station))).map(stationOf) }),

  createStation: async ({ name, quotaBytes }, call) => {
    if (call.actor.kind !== 'person') throw notAPerson()
    return across(async (tx) => {
      if ((await levelOf(tx, call.station)) >= mostLevels) throw tooDeep()
      const made = await tx
        .insertInto('station')
        .values({ parent: call.station, name, quota_bytes: quotaBytes ?? null })
        .returningAll()
        .executeTakeFirstOrThrow()
      const creator = await tx
        .selectFrom('membership')
        .select(['login', 'name'])
        .where('station', '=', call.station)
        .where('person', '=', call.actor.id)
        .executeTakeFirstOrThrow()
      await addMember(tx, { station: made.id, person: call.actor.id, ...creator, role: 'admin' })
      const station = stationOf(made)
      const change = { action: 'station.created', subject: made.id, after: { name, quotaBytes, parent: call.station } }
      await audit(tx, call, change)
      await audit(tx, { ...call, station: made.id }, change)
      const told = { station: made.id, parent: call.station }
      await publish(tx, 'stationCreated', { station: made.id, subject: made.id }, told)
      return station
    })
  },

  updateStation: async ({ id, version, name, quotaBytes }, call) =>
    across(async (tx) => {
      if (!(await subtree(tx, call.station)).some((station) => station.id === id)) throw notFound(id)
      const was = await tx.selectFrom('station').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()
      if (was.version !== version) throw changedMeanwhile(was.version)
      if (quotaBytes !== undefined && id === call.station && was.parent !== null) throw quotaFromAbove()
      const changes = {
        ...(name === undefined ? {} : { name }),
        ...(quotaBytes === undefined ? {} : { quota_bytes: quotaBytes }),
      }
      const is = await tx
        .updateTable('station')
        .set({ ...changes, version: version + 1 })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
      const before = { name: was.name, quotaBytes: was.quota_bytes }
      const after = { name: is.name, quotaBytes: is.quota_bytes }
      for (const station of new Set([call.station, id])) {
        await audit(tx, { ...call, station }, { action: 'station.changed', subject: id, before, after })
      }
      return stationOf(is)
    }),

  stationOf: async ({ id }) => {
    const row = await across((tx) => tx.selectFrom('station').selectAll().where('id', '=', id).executeTakeFirst())
    if (!row) throw notFound(id)
    return stationOf(row)
  },
})

/** A station and all below it, itself first. */
const subtree = async (tx: Tx, station: string): Promise<StationRow[]> => {
  const { rows } = await sql<StationRow>`
    with recursive below as (
      select s.*, 0 as depth from access.station s where id = ${station}
      union all
      select s.*, b.depth + 1 from access.station s join below b on s.parent = b.id)
    select id, parent, name, quota_bytes, created_at, version,
      (select count(*)::int from access.membership m where m.station = below.id) as people
    from below
    order by depth, name, id limit ${mostListed}`.execute(tx)
  return rows
}

const levelOf = async (tx: Tx, station: string): Promise<number> => {
  const { rows } = await sql<{ level: number }>`
    with recursive above as (
      select id, parent from access.station where id = ${station}
      union all
      select s.id, s.parent from access.station s join above a on s.id = a.parent)
    select count(*)::int as level from above`.execute(tx)
  return rows[0]!.level
}

const stationOf = (row: StationRow): Station => ({
  id: row.id,
  name: row.name,
  ...(row.parent === null ? {} : { parent: row.parent }),
  ...(row.quota_bytes === null ? {} : { quotaBytes: Number(row.quota_bytes) }),
  createdAt: row.created_at.toISOString(),
  version: row.version,
  ...(row.people === undefined ? {} : { people: row.people }),
})
