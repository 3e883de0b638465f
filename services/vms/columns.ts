import { changedMeanwhile, Problem, type Api, type Call } from '#backbone'
import type { Column, vms } from './contract.ts'
import {
  allColumns,
  changeColumn,
  countByColumn,
  insertColumn,
  lockColumns,
  mostColumns,
  removeColumn,
  type ColumnRow,
} from './columns-store.ts'
import { mayIn, requireColumn } from './column-rights.ts'
import { inBin, notFound as noAsset, type VmsKit } from './kit.ts'
import { present } from './shape.ts'
import { findAsset, type Tx } from './store.ts'

const notFound = (id: string) => new Problem('column-not-found', 404, 'There is no such column here', { id })
const taken = (name: string) => new Problem('column-taken', 409, 'There is a column of this name already', { name })
const inItself = () => new Problem('column-in-itself', 409, 'A column cannot lie below itself')
const tooDeep = () => new Problem('too-deep', 409, `Columns stand at most ${mostLevels} levels deep`)
const hasColumns = () => new Problem('column-not-empty', 409, 'Close or move the columns below it first')
const tooMany = () => new Problem('too-many-columns', 409, `A station has at most ${mostColumns} columns`)
const mostLevels = 8

type ColumnOps = Pick<Api<typeof vms>, 'columns' | 'addColumn' | 'changeColumn' | 'deleteColumn' | 'requireEdit'>

/** The columns (栏目) of a station, as a tree with rights; who has the room `assets:columns` open hears of changes. */
export const columns = ({ inStation, publish, audit, tell }: VmsKit): ColumnOps => {
  const announce = async (tx: Tx, row: ColumnRow, change: 'added' | 'changed' | 'deleted') => {
    const about = { station: row.station, subject: row.id }
    await publish(tx, 'columnChanged', about, { column: row.id, change, name: row.name })
  }
  const told = (call: Call, id: string) => tell(call.station, 'assets:columns', { id })
  const one = async (call: Call, id: string): Promise<Column> => {
    const { items } = await api.columns({}, call)
    return items.find((column) => column.id === id)!
  }

  const api: ColumnOps = {
    columns: (_input, call) =>
      inStation(call, async (tx) => {
        const [rows, counts] = [await allColumns(tx), await countByColumn(tx)]
        return { items: inTreeOrder(rows).map((row) => shape(row, rows, counts.get(row.name) ?? 0, call)) }
      }),

    async addColumn({ name, parent, position = 0, editors = null, publishers = null }, call) {
      const made = await inStation(call, async (tx) => {
        const rows = await lockColumns(tx, call.station)
        if (rows.length >= mostColumns) throw tooMany()
        if (rows.some((row) => row.name === name)) throw taken(name)
        checkPlace(rows, undefined, parent ?? null)
        const values = { station: call.station, name, parent: parent ?? null, position, editors, publishers }
        const row = await insertColumn(tx, values)
        await announce(tx, row, 'added')
        await audit(tx, call, { action: 'column.added', subject: row.id, after: { name, editors, publishers } })
        return row
      })
      told(call, made.id)
      return one(call, made.id)
    },

    async changeColumn({ id, version, ...changes }, call) {
      await inStation(call, async (tx) => {
        const rows = await lockColumns(tx, call.station)
        const before = rows.find((row) => row.id === id)
        if (!before) throw notFound(id)
        if (before.version !== version) throw changedMeanwhile(before.version)
        if (rows.some((row) => row.name === changes.name && row.id !== id)) throw taken(changes.name!)
        if (changes.parent !== undefined) checkPlace(rows, before, changes.parent)
        const after = await changeColumn(tx, id, changes)
        await announce(tx, after, 'changed')
        const keys = Object.keys(changes) as (keyof typeof changes)[]
        const was = Object.fromEntries(keys.map((key) => [key, before[key]]))
        await audit(tx, call, { action: 'column.changed', subject: id, before: was, after: changes })
      })
      told(call, id)
      return one(call, id)
    },

    async deleteColumn({ id, moveTo }, call) {
      await inStation(call, async (tx) => {
        const rows = await lockColumns(tx, call.station)
        const [row, to] = [id, moveTo].map((wanted) => rows.find((one) => one.id === wanted))
        if (!row) throw notFound(id)
        if (moveTo !== undefined && (!to || to === row)) throw notFound(moveTo)
        if (rows.some((one) => one.parent === id)) throw hasColumns()
        await removeColumn(tx, row, to?.name ?? null)
        await announce(tx, row, 'deleted')
        await audit(tx, call, { action: 'column.deleted', subject: id, before: { name: row.name } })
      })
      told(call, id)
      return {}
    },

    async requireEdit({ id }, call) {
      await inStation(call, async (tx) => {
        const row = await findAsset(tx, id)
        if (!row) throw noAsset(id)
        if (row.deleted_at) throw inBin(row)
        await requireColumn(tx, call, row.column, 'edit')
      })
      return {}
    },
  }
  return api
}

/** Each before those below it, neighbours in their order. */
const inTreeOrder = (rows: ColumnRow[], parent: string | null = null): ColumnRow[] =>
  rows.filter((row) => row.parent === parent).flatMap((row) => [row, ...inTreeOrder(rows, row.id)])

/** From the top down to the row itself. */
const pathOf = (row: ColumnRow, rows: ColumnRow[]): ColumnRow[] => {
  const above = rows.find((one) => one.id === row.parent)
  return above ? [...pathOf(above, rows), row] : [row]
}

const checkPlace = (rows: ColumnRow[], moved: ColumnRow | undefined, parent: string | null) => {
  if (parent === null) return
  const above = rows.find((row) => row.id === parent)
  if (!above) throw notFound(parent)
  const path = pathOf(above, rows)
  if (moved && path.includes(moved)) throw inItself()
  const levels = (row: ColumnRow): number =>
    1 + Math.max(0, ...rows.filter((one) => one.parent === row.id).map((one) => levels(one)))
  if (path.length + (moved ? levels(moved) : 1) > mostLevels) throw tooDeep()
}

const shape = (row: ColumnRow, rows: ColumnRow[], assets: number, call: Call): Column => {
  const path = pathOf(row, rows)
  const nearest = (who: 'editors' | 'publishers') => path.findLast((one) => one[who] !== null)?.[who] ?? null
  return {
    id: row.id,
    name: row.name,
    path: path.map((one) => one.name),
    position: row.position,
    mayEdit: call.scopes.has('assets:write') && mayIn(call, nearest('editors')),
    mayPublish: call.scopes.has('assets:publish') && mayIn(call, nearest('publishers')),
    assets,
    createdAt: row.created_at.toISOString(),
    version: row.version,
    ...present({ parent: row.parent, editors: row.editors, publishers: row.publishers }),
  }
}
