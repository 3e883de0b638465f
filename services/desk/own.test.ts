import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { startDesk, type Desk } from '#testing/desk'
import { desk } from './contract.ts'
import { merged } from './json.ts'

let room: Desk
before(async () => {
  room = await startDesk()
})
after(() => room?.host.close())

const view = { page: 'library', name: '待发布', query: 'state=ready&sort=newest' }
const names = async (call: Parameters<Desk['api']['views']>[1], page?: string) =>
  (await room.api.views(page === undefined ? {} : { page }, call)).items.map(({ name }) => name)

test('a saved view is one’s own until it is shared, and then the station’s, not another’s', async () => {
  const me = room.person('editor')
  const colleague = room.person('viewer')
  const elsewhere = room.person('admin', room.county)
  const made = await room.api.createView(view, me)
  const { id, updatedAt, ...rest } = made
  assert.ok(id && Date.parse(updatedAt) > 0)
  const by = { id: me.actor.id, name: '王编辑' }
  assert.deepEqual(rest, { ...view, shared: false, by, mine: true, version: 1 })
  assert.deepEqual([await names(me), await names(colleague)], [['待发布'], []])
  assert.deepEqual([await names(me, 'runs'), await names(me, 'library')], [[], ['待发布']])

  const shared = await room.api.updateView({ id: made.id, version: 1, shared: true, name: '台内待发布' }, me)
  assert.deepEqual([shared.version, shared.query], [2, view.query])
  const { items } = await room.api.views({}, colleague)
  assert.deepEqual([items[0]!.name, items[0]!.mine], ['台内待发布', false])
  assert.deepEqual(await names(elsewhere), [])

  await assert.rejects(room.api.updateView({ id, version: 2, name: 'x' }, colleague), { type: 'view-not-yours' })
  await assert.rejects(room.api.deleteView({ id }, colleague), { type: 'view-not-yours' })
  await assert.rejects(room.api.deleteView({ id }, elsewhere), { type: 'view-not-found' })
  await assert.rejects(room.api.updateView({ id, version: 1, name: 'x' }, me), { type: 'changed-meanwhile' })
  await room.api.deleteView({ id }, room.person('admin'))
  assert.deepEqual(await names(me), [], 'who manages the station may take a shared view away')
})

test('nobody sees or touches another’s view that is not shared', async () => {
  const { id } = await room.api.createView(view, room.person('editor'))
  const admin = room.person('admin')
  await assert.rejects(room.api.deleteView({ id }, admin), { type: 'view-not-found' })
  await assert.rejects(room.api.updateView({ id, version: 1 }, admin), { type: 'view-not-found' })
})

test('a person has at most 100 views, and a station at most 100 shared ones', async () => {
  const [one, two] = [room.person('editor', room.county), room.person('editor', room.county)]
  const save = (call: typeof one, shared = false) => room.api.createView({ ...view, shared }, call)
  const made = await save(two)
  for (let n = 0; n < 100; n += 1) await save(one, true)
  await assert.rejects(save(one), { type: 'too-many-views', status: 409, detail: { most: 100 } })
  await assert.rejects(save(two, true), { type: 'too-many-shared-views' })
  await assert.rejects(room.api.updateView({ id: made.id, version: 1, shared: true }, two), {
    type: 'too-many-shared-views',
  })
  await save(two)
})

test('preferences are merged, null deletes, and they go with the person into every station', async () => {
  const me = room.person('viewer')
  assert.deepEqual(await room.api.preferences({}, me), {})
  await room.api.prefer(
    { changes: { theme: 'dark', tables: { library: { columns: ['title', 'state'] } }, tour: 2 } },
    me,
  )
  const changes = { tour: null, language: 'en', tables: { runs: { density: 'compact' } } }
  const after = await room.api.prefer({ changes }, me)
  assert.deepEqual(after, {
    theme: 'dark',
    language: 'en',
    tables: { library: { columns: ['title', 'state'] }, runs: { density: 'compact' } },
  })
  assert.deepEqual(await room.api.preferences({}, { ...me, station: room.county }), after)
  assert.deepEqual(await room.api.preferences({}, room.person('viewer')), {}, 'another person has their own')
})

test('preferences changed from two windows at once are all kept', async () => {
  const me = room.person('viewer')
  await Promise.all(Array.from({ length: 10 }, (_, n) => room.api.prefer({ changes: { [`k${n}`]: n } }, me)))
  assert.equal(Object.keys(await room.api.preferences({}, me)).length, 10)
})

test('preferences have a bound, and what is too much changes nothing', async () => {
  const api = room.admin.client(desk)
  await api.prefer({ changes: { theme: 'light', list: ['5', 5, true, null, ''] } })
  const large = Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`k${n}`, '字'.repeat(1500)]))
  const refused = async (changes: unknown, type: string) =>
    assert.rejects(
      api.prefer({ changes: changes as never }),
      (error: { type: string }) => error.type === type || assert.fail(error.type),
    )
  await refused(large, 'preferences-too-large')
  await refused('dark', 'invalid-input')
  await refused([], 'invalid-input')
  await refused({ a: { b: { c: { d: { e: 1 } } } } }, 'invalid-input')
  await refused({ a: 'x'.repeat(4001) }, 'invalid-input')
  await refused({ a: '\0' }, 'invalid-input')
  await refused(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`k${n}`, 1])), 'invalid-input')
  assert.deepEqual(await api.preferences({}), { theme: 'light', list: ['5', 5, true, null, ''] })
  const poisoned = await room.admin.fetch('/api/desk/preferences', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{"changes":{"__proto__":{"admin":true}}}',
  })
  assert.equal(poisoned.status, 400)
  assert.equal(({} as { admin?: boolean }).admin, undefined)
})

test('views that make no sense are refused in words', async () => {
  const api = room.admin.client(desk)
  const refused = async (work: Promise<unknown>, type: string) =>
    assert.rejects(work, (error: { type: string }) => error.type === type || assert.fail(error.type))
  await refused(api.createView({ ...view, name: ' ' }), 'invalid-input')
  await refused(api.createView({ ...view, query: 'x'.repeat(4001) }), 'invalid-input')
  await refused(api.createView({ ...view, page: 'a\0b' }), 'invalid-input')
  await refused(api.updateView({ id: randomUUID(), version: 1, name: 'x' }), 'view-not-found')
  await refused(api.deleteView({ id: 'x' }), 'invalid-input')
})

test('merging replaces what is no object, and never reaches the prototype', () => {
  assert.deepEqual(merged({ a: 1, b: { c: 2, d: 3 } }, { a: { x: null, y: 1 }, b: { c: null } }), {
    a: { y: 1 },
    b: { d: 3 },
  })
  assert.deepEqual(merged({ a: [1, 2] }, { a: [3] }), { a: [3] })
  const evil = JSON.parse('{"__proto__":{"admin":true}}')
  assert.equal((merged({}, evil) as { admin?: boolean }).admin, undefined)
})
