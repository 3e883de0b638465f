import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Call } from '#backbone'
import type { Scope } from '#backbone/scopes'
import { vms } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'

let room: Newsroom
before(async () => {
  room = await startNewsroom({ queues: {} })
})
after(() => room?.close())

const add = async (state = 'ready') => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, created_by)
    values (${room.station}, ${randomUUID()}, 'a.mp4', '一条', ${state}, '王编辑') returning id`.execute(room.db.kysely)
  return rows[0]!.id
}
const people = { wang: randomUUID(), li: randomUUID(), zhao: randomUUID() }
const as = (id: string, ...more: Scope[]): Call => ({
  ...room.call,
  actor: { kind: 'person', id, name: id },
  scopes: new Set<Scope>(['assets:read', 'assets:write', ...more]),
})
const api = () => room.api(vms)
const column = async (name: string, more: Partial<Parameters<ReturnType<typeof api>['addColumn']>[0]> = {}) =>
  api().addColumn({ name, ...more }, room.call)
const file = async (id: string, into: string | null, call = room.call) => {
  const { version } = await api().get({ id }, room.call)
  return api().update({ id, version, column: into }, call)
}

test('columns stand in a tree, are renamed with all that is in them, and the list can look below one', async () => {
  const news = await column('新闻')
  const city = await column('本地', { parent: news.id, position: 1 })
  const flood = await column('防汛专栏', { parent: city.id })
  await column('时政', { parent: news.id })
  const tree = (await api().columns({}, room.call)).items.map(({ path }) => path.join(' / '))
  assert.deepEqual(tree, ['新闻', '新闻 / 时政', '新闻 / 本地', '新闻 / 本地 / 防汛专栏'])

  const id = await add()
  await file(id, '防汛专栏')
  assert.deepEqual((await api().count({ within: '新闻' }, room.call)).count, 1)
  assert.deepEqual((await api().count({ within: '时政' }, room.call)).count, 0)
  const renamed = await api().changeColumn({ id: flood.id, version: flood.version, name: '抗洪' }, room.call)
  assert.deepEqual([renamed.assets, renamed.path.at(-1)], [1, '抗洪'])
  assert.equal((await api().get({ id }, room.call)).column, '抗洪')

  const move = (parent: string) => api().changeColumn({ id: news.id, version: news.version, parent }, room.call)
  await assert.rejects(move(flood.id), { type: 'column-in-itself' })
  await assert.rejects(column('本地'), { type: 'column-taken' })
  await assert.rejects(api().deleteColumn({ id: city.id }, room.call), { type: 'column-not-empty' })
  await api().deleteColumn({ id: flood.id, moveTo: city.id }, room.call)
  assert.equal((await api().get({ id }, room.call)).column, '本地')
  await api().deleteColumn({ id: city.id }, room.call)
  assert.equal((await api().get({ id }, room.call)).column, undefined)
})

test('in a column only those named edit and publish, and below it too unless it is settled anew', async () => {
  const finance = await column('财经', { editors: [people.wang], publishers: [people.li] })
  await column('股市', { parent: finance.id })
  await column('读者', { parent: finance.id, editors: [people.wang, people.zhao] })
  const id = await add()
  const wang = as(people.wang, 'assets:publish')
  const li = as(people.li, 'assets:publish')
  const zhao = as(people.zhao)
  const refused = { type: 'not-in-column' }

  await assert.rejects(file(id, '股市', zhao), refused)
  assert.equal((await file(id, '股市', wang)).column, '股市')
  await assert.rejects(file(id, null, zhao), refused)
  const { version } = await api().get({ id }, room.call)
  await assert.rejects(api().publish({ id, version }, wang), refused)
  assert.equal((await api().publish({ id, version }, li)).state, 'published')
  await assert.rejects(api().delete({ id }, wang), refused, 'deleting it would take it from the public')
  await api().delete({ id }, as(people.zhao, 'station:manage', 'assets:publish'))
  await assert.rejects(api().purge({ id }, li), refused)
  await assert.rejects(api().restore({ id }, li), refused)

  const other = await add()
  assert.equal((await file(other, '读者', zhao)).column, '读者')
  const mine = (await api().columns({}, zhao)).items.filter(({ path }) => path[0] === '财经')
  assert.deepEqual(
    mine.map(({ name, mayEdit, mayPublish }) => [name, mayEdit, mayPublish]),
    [
      ['财经', false, false],
      ['股市', false, false],
      ['读者', true, false],
    ],
  )
  const moved = await api().bulk({ ids: [other], action: { kind: 'move', column: '财经' } }, zhao)
  assert.equal(moved.items[0]!.problem?.type, 'not-in-column')
})

test('an asset put into a column by a name that is new opens it, as uploads and older programs do', async () => {
  const id = await add()
  await file(id, '随手拍')
  const { items } = await api().columns({}, room.call)
  const [made] = items.filter(({ name }) => name === '随手拍')
  assert.deepEqual([made!.path, made!.assets, made!.mayEdit], [['随手拍'], 1, true])
  const other = { ...room.call, station: randomUUID() }
  assert.deepEqual((await api().columns({}, other)).items, [])
  await assert.rejects(api().deleteColumn({ id: made!.id }, other), { type: 'column-not-found' })
})
