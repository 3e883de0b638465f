import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Call } from '#backbone'
import type { Scope } from '#backbone/scopes'
import { vms, type BulkAction } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'

let room: Newsroom
before(async () => {
  room = await startNewsroom({ queues: {} })
})
after(() => room?.close())

const add = async (state = 'ready', tags: string[] = []) => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, tags, created_by, published_at)
    values (${room.station}, ${randomUUID()}, 'a.mp4', '一条', ${state}, ${tags}, '王编辑', now())
    returning id`.execute(room.db.kysely)
  return rows[0]!.id
}
const as = (...allowed: Scope[]): Call => ({ ...room.call, scopes: new Set(allowed) })
const bulk = (ids: string[], action: BulkAction, call = room.call) => room.api(vms).bulk({ ids, action }, call)
const outcomes = (reply: Awaited<ReturnType<typeof bulk>>) => reply.items.map((one) => one.problem?.type ?? one.outcome)
const stateOf = async (id: string) => (await room.api(vms).get({ id }, room.call)).state
const told = async (id: string) => {
  const { rows } = await sql<{ type: string }>`
    select type from bus.event where subject = ${id} order by tx, position`.execute(room.db.kysely)
  return rows.map((row) => row.type)
}

test('many are published at once, and each says how it went: done, so already, or why not', async () => {
  const [ready, published, failed, stranger] = [await add(), await add('published'), await add('failed'), randomUUID()]
  const reply = await bulk([ready, published, failed, stranger], { kind: 'publish' })
  assert.deepEqual(outcomes(reply), ['done', 'unchanged', 'asset-not-published', 'asset-not-found'])
  assert.deepEqual([reply.done, reply.problems], [1, 2])
  assert.equal(reply.items[0]!.asset?.state, 'published')
  assert.deepEqual(await Promise.all([ready, published, failed].map(stateOf)), ['published', 'published', 'failed'])
  assert.deepEqual([await told(ready), await told(published)], [['vms.published'], []])
  assert.deepEqual(outcomes(await bulk([ready, published], { kind: 'withdraw' })), ['done', 'done'])
})

test('many are moved to a column and tagged, and only what differs is changed', async () => {
  const [one, two] = [await add('ready', ['旧']), await add('ready', ['防汛'])]
  assert.deepEqual(outcomes(await bulk([one, two], { kind: 'move', column: '新闻' })), ['done', 'done'])
  assert.deepEqual(outcomes(await bulk([one, two], { kind: 'move', column: '新闻' })), ['unchanged', 'unchanged'])
  const tagged = await bulk([one, two], { kind: 'tag', add: ['防汛'], remove: ['旧'] })
  assert.deepEqual(outcomes(tagged), ['done', 'unchanged'])
  assert.deepEqual(
    tagged.items.map(({ asset }) => [asset?.tags, asset?.column]),
    [
      [['防汛'], '新闻'],
      [['防汛'], '新闻'],
    ],
  )
  assert.deepEqual(outcomes(await bulk([one], { kind: 'move', column: null })), ['done'])
  const many = Array.from({ length: 50 }, (_, at) => `标签${at}`)
  assert.deepEqual(outcomes(await bulk([two], { kind: 'tag', add: many })), ['too-many-tags'])
})

test('many are given the same metadata, each under its schema', async () => {
  const field = { key: 'desk', label: '部门', type: 'choice' as const, options: ['时政', '财经'] }
  const { id: schema } = await room.api(vms).addSchema({ name: '部门', fields: [field] }, room.call)
  const [one, two] = [await add(), await add()]
  const write = (desk: string) => bulk([one, two], { kind: 'write', schema, fields: { desk } })
  assert.deepEqual(outcomes(await write('财经')), ['done', 'done'])
  assert.deepEqual(outcomes(await write('财经')), ['unchanged', 'unchanged'])
  assert.deepEqual(outcomes(await write('体育')), ['metadata-invalid', 'metadata-invalid'])
  assert.deepEqual((await room.api(vms).get({ id: two }, room.call)).fields, { desk: '财经' })
})

test('each action asks for its own scope, and deleting what is published for that of publishing too', async () => {
  const [ready, published] = [await add(), await add('published')]
  const refused = { type: 'not-allowed' }
  await assert.rejects(bulk([ready], { kind: 'publish' }, as('assets:read', 'assets:write')), refused)
  await assert.rejects(bulk([ready], { kind: 'move', column: 'x' }, as('assets:read', 'assets:publish')), refused)
  const removed = await bulk([ready, published], { kind: 'delete' }, as('assets:read', 'assets:write'))
  assert.deepEqual(outcomes(removed), ['done', 'not-allowed'])
  assert.equal((await room.api(vms).playback({ id: published }, room.call)).published, true)
})

test('five hundred are done in one go, and no more are taken', async () => {
  const { rows } = await sql<{ id: string }>`
    insert into vms.asset (station, essence, file_name, title, state, created_by)
    select ${room.station}, uuidv7(), 'a.mp4', '一条', 'ready', '王编辑' from generate_series(1, 500)
    returning id`.execute(room.db.kysely)
  const ids = rows.map(({ id }) => id)
  assert.equal((await bulk(ids, { kind: 'publish' })).done, 500)
  const reply = await room.app.inject({
    method: 'POST',
    url: '/api/vms/bulk',
    headers: { 'rongmei-station': room.station },
    payload: { ids: [...ids, randomUUID()], action: { kind: 'publish' } },
  })
  assert.equal(reply.statusCode, 400)
})

test('what is deleted lies in the bin, plays nowhere, is in no list, and comes back as it was', async () => {
  const id = await add('published', ['防汛'])
  const api = room.api(vms)
  const listed = async (inBin: boolean) =>
    (await api.list({ inBin, tag: '防汛', limit: 200 }, room.call)).items.some((asset) => asset.id === id)
  const seen = async () => (await room.app.inject(`/api/vms/watch/${id}`)).statusCode
  assert.deepEqual([await listed(false), await seen()], [true, 200])

  const before = (await api.facets({}, room.call)).inBin
  await api.delete({ id }, room.call)
  await api.delete({ id }, room.call)
  assert.deepEqual([await listed(false), await listed(true), await seen()], [false, true, 410])
  assert.equal((await api.playback({ id }, room.call)).published, false)
  assert.equal((await api.facets({}, room.call)).inBin, before + 1)
  const binned = await api.get({ id }, room.call)
  assert.deepEqual([binned.state, binned.deletedBy, typeof binned.deletedAt], ['published', 'tester', 'string'])
  const change = api.update({ id, version: binned.version, title: 'x' }, room.call)
  await assert.rejects(change, { type: 'asset-in-bin' })

  await assert.rejects(api.restore({ id }, as('assets:write')), { type: 'not-allowed' })
  const back = await api.restore({ id }, room.call)
  assert.deepEqual([back.state, back.deletedAt, await seen()], ['published', undefined, 200])
  assert.deepEqual(await told(id), ['vms.withdrawn', 'vms.binned', 'vms.restored', 'vms.published'])
})

test('only what is in the bin is deleted for good, at once or when its days are over', async () => {
  const api = room.api(vms)
  const [at, later, kept] = [await add(), await add(), await add()]
  await assert.rejects(api.purge({ id: at }, room.call), { type: 'asset-not-in-bin' })
  await bulk([at, later, kept], { kind: 'delete' })
  assert.deepEqual(outcomes(await bulk([at], { kind: 'purge' })), ['done'])
  await assert.rejects(api.get({ id: at }, room.call), { type: 'asset-not-found' })
  assert.equal((await told(at)).at(-1), 'vms.deleted')

  assert.deepEqual(await api.settings({}, room.call), { binDays: 30 })
  await api.changeSettings({ binDays: 7 }, room.call)
  await sql`update vms.asset set deleted_at = now() - interval '8 days' where id = ${later}`.execute(room.db.kysely)
  await sql`update vms.asset set deleted_at = now() - interval '6 days' where id = ${kept}`.execute(room.db.kysely)
  assert.deepEqual(await api.sweepBin({}, room.call), { purged: 1 })
  await assert.rejects(api.get({ id: later }, room.call), { type: 'asset-not-found' })
  assert.equal((await api.get({ id: kept }, room.call)).id, kept)
  assert.deepEqual(
    [(await api.emptyBin({}, room.call)).left, (await api.list({ inBin: true }, room.call)).items],
    [0, []],
  )
})

test('content that lies in the bin is a new asset when it is uploaded again, and neither takes it from the other', async () => {
  const bytes = Buffer.from('the same twice')
  const first = await room.bring(bytes, 'one.mp4')
  await bulk([first.id], { kind: 'delete' })
  const second = await room.bring(bytes, 'two.mp4')
  assert.notEqual(second.id, first.id)
  assert.equal(second.essence, first.essence)
  await bulk([first.id], { kind: 'purge' })
  assert.equal((await room.api(vms).lineage({ id: second.id }, room.call)).nodes[0]!.kind, 'essence')
})

test('an ingest that its asset’s deletion gave up begins anew when the asset is restored', async () => {
  const asset = await room.bring(Buffer.from('no film at all'), 'evening.mp4')
  await room.api(vms).delete({ id: asset.id }, room.call)
  for (let tries = 0; tries < 200 && (await room.run(asset.run!)).state !== 'cancelled'; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 25))
  assert.equal((await room.run(asset.run!)).state, 'cancelled')
  assert.equal(await stateOf(asset.id), 'ingesting')
  const back = await room.api(vms).restore({ id: asset.id }, room.call)
  assert.notEqual(back.run, asset.run)
  assert.deepEqual([back.state, (await room.run(back.run!)).state], ['ingesting', 'waiting'])
})
