import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Call } from '#backbone'
import { sql } from 'kysely'
import { access } from '#backbone/access/contract'
import { startDesk, type Desk } from '#testing/desk'
import { until } from '#testing/programs'

let room: Desk
before(async () => {
  room = await startDesk()
})
after(() => room?.host.close())

const keysOf = async (call: Call, kind?: 'asset.failed' | 'asset.unpublished') =>
  (await room.api.todo({ limit: 200, ...(kind ? { kind } : {}) }, call)).items.map(({ key }) => key)

test('each person is shown what they may do something about, failures first, in their own station only', async () => {
  const failed = room.asset({ state: 'failed', error: { type: 'not-media', title: 'This is not a video' } })
  const ready = room.asset({ durationSeconds: 12, updatedAt: new Date(Date.now() + 1000).toISOString() })
  room.asset({ state: 'failed', station: room.county })
  const ask = async (call: Call) => (await room.api.todo({}, call)).items
  const chief = await ask(room.person('chief-editor'))
  assert.deepEqual(
    chief.map(({ key, severity }) => [key, severity]),
    [
      [`asset.failed/${failed.id}/1`, 'fail'],
      [`asset.unpublished/${ready.id}/1`, 'info'],
    ],
  )
  assert.deepEqual(chief[0]!.params, { error: failed.error, run: failed.run })
  assert.deepEqual(chief[1]!.subject, { kind: 'asset', id: ready.id })
  assert.deepEqual(
    (await ask(room.person('reviewer'))).map(({ kind }) => kind),
    ['asset.unpublished'],
  )
  assert.deepEqual(
    (await ask(room.person('editor'))).map(({ kind }) => kind),
    ['asset.failed'],
  )
  assert.deepEqual(await ask(room.person('viewer')), [])
  room.assets.clear()
})

test('a list can be emptied; what changes comes back, and nobody else’s list is touched', async () => {
  const asset = room.asset({ state: 'failed' })
  const [one, two] = [room.person('editor'), room.person('editor')]
  const [key] = await keysOf(one)
  await room.api.putOff({ keys: [key!] }, one)
  const empty = await room.api.todo({}, one)
  assert.deepEqual([empty.items, empty.total, empty.kinds, empty.putOff], [[], 0, [], 1])
  assert.deepEqual(await keysOf(two), [key])
  assert.deepEqual(await keysOf({ ...one, station: room.county }), [])

  room.assets.set(asset.id, { ...asset, version: 2 })
  assert.deepEqual(await keysOf(one), [`asset.failed/${asset.id}/2`])
  room.assets.clear()
})

test('what is put off comes back when its time has come, or when it is taken up before', async () => {
  room.asset({ state: 'failed' })
  const call = room.person('editor')
  const [key] = await keysOf(call)
  const inTime = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString()
  await room.api.putOff({ keys: [key!], until: inTime(3_600_000) }, call)
  assert.deepEqual(await keysOf(call), [])
  await room.api.takeUp({ keys: [key!] }, call)
  assert.deepEqual(await keysOf(call), [key])
  await room.api.putOff({ keys: [key!], until: inTime(300) }, call)
  await until('the thing put off', async () => (await keysOf(call)).length === 1)
  await room.api.putOff({ keys: [key!] }, call)
  await room.api.takeUp({}, call)
  assert.deepEqual(await keysOf(call), [key], 'all of them')
  room.assets.clear()
})

test('of thousands a page is shown, and how many there are', async () => {
  for (let n = 0; n < 2500; n += 1) room.asset({ title: `${n}` })
  const call = room.person('chief-editor')
  const first = await room.api.todo({ limit: 30 }, call)
  assert.deepEqual([first.items.length, first.total], [30, 2500])
  assert.deepEqual(first.kinds, [{ kind: 'asset.unpublished', count: 2500 }])
  const keys = await keysOf(call)
  assert.equal(keys.length, 200)
  await room.api.putOff({ keys }, call)
  const next = await room.api.todo({ limit: 200 }, call)
  assert.deepEqual([next.items.length, next.total, next.putOff], [200, 2300, 200], 'behind them stand others')
  assert.ok(!next.items.some(({ key }) => keys.includes(key)))
  room.assets.clear()
})

test('a failed run that belongs to no asset needs those who may start it again', async () => {
  const call = room.person('operator')
  await room.startChore(call)
  const [todo] = await until('the failed run', async () => {
    const { items } = await room.api.todo({ kind: 'run.failed' }, call)
    return items.length > 0 && items
  })
  assert.equal(todo!.title, 'Tidying')
  assert.deepEqual(todo!.params, { workflow: 'tidy', error: { type: 'dusty', title: 'It is too dusty here' } })
  assert.deepEqual((await room.api.todo({ kind: 'run.failed' }, room.person('viewer'))).items, [])
  const [notice] = await room.noticed(call, todo!.subject.id)
  assert.deepEqual([notice!.kind, notice!.title], ['run.failed', 'Tidying'])
})

test('parked events need the staff of the station that runs the platform, and nobody below it', async () => {
  const asset = room.asset()
  await room.tell('vms.published', { subject: asset.id, data: { asset: asset.id } })
  await room.noticed(room.person('admin'), asset.id)
  const parked = { subscriber: 'desk', position: 1_000_000, subject: 'x', attempts: 8, parked: true, error: 'x' }
  const event = { station: room.county, type: 'vms.created', time: new Date().toISOString() }
  await room.host.db.kysely
    .insertInto('bus.delivery')
    .values({ ...parked, event: JSON.stringify(event) })
    .execute()
  const [todo] = (await room.api.todo({ kind: 'events.parked' }, room.person('operator'))).items
  assert.deepEqual([todo!.count, todo!.params], [1, { subscriber: 'desk', type: 'vms.created' }])
  assert.deepEqual((await room.api.todo({ kind: 'events.parked' }, room.person('operator', room.county))).items, [])
  assert.deepEqual((await room.api.todo({ kind: 'events.parked' }, room.person('editor'))).items, [])
})

test('storage that runs out, and keys about to end, are told in time', async () => {
  const call = room.person('admin')
  const kinds = async () =>
    (await room.api.todo({}, call)).items
      .filter(({ kind }) => kind === 'storage.low' || kind === 'key.expiring')
      .map(({ kind, severity, title }) => [kind, severity, title])
  assert.deepEqual(await kinds(), [])
  const api = room.admin.client(access)
  const scopes = ['assets:read' as const]
  await api.createKey({ name: '播出系统', scopes, expiresInDays: 110 })
  await api.createKey({ name: '备份', scopes, expiresInDays: 102 })
  await sql`update access.api_key set created_at = created_at - interval '100 days', expires_at = expires_at - interval '100 days'`.execute(
    room.host.db.kysely,
  )
  await api.createKey({ name: '试用一天', scopes, expiresInDays: 1 })
  await api.createKey({ name: '网站', scopes, expiresInDays: 100 })
  await api.createKey({ name: '大屏', scopes })
  Object.assign(room.stored, { bytes: 95, quotaBytes: 100, freeBytes: 1e15 })
  assert.deepEqual(await kinds(), [
    ['key.expiring', 'warn', '播出系统'],
    ['key.expiring', 'warn', '备份'],
    ['storage.low', 'warn', ''],
  ])
  Object.assign(room.stored, { bytes: 0 })
})

test('an essence that was found damaged needs somebody until it is whole again', async () => {
  const id = randomUUID()
  const essence = { id, name: 'evening.mxf', bytes: 1, sha256: '', md5: '', mediaType: '', station: room.province }
  room.essences.set(id, { ...essence, createdAt: '', damaged: true })
  await room.tell('storage.damaged', { subject: id, data: { essence: id } })
  const call = room.person('operator')
  await room.noticed(call, id)
  const ask = async () => (await room.api.todo({ kind: 'essence.damaged' }, call)).items.map(({ title }) => title)
  assert.deepEqual(await ask(), ['evening.mxf'])
  room.essences.set(id, { ...essence, createdAt: '', damaged: false })
  assert.deepEqual(await ask(), [])
})
