import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
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
    values (${room.station}, ${randomUUID()}, 'a.mp4', '联播', ${state}, '王编辑') returning id`.execute(room.db.kysely)
  return rows[0]!.id
}
const api = () => room.api(vms)
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
const versionOf = async (id: string) => (await api().get({ id }, room.call)).version
const settle = async (id: string, window: { from?: string; until?: string; note?: string }) =>
  api().setRights({ id, version: await versionOf(id), ...window }, room.call)
const publish = async (id: string) => api().publish({ id, version: await versionOf(id) }, room.call)
const seen = async (id: string) => (await room.app.inject(`/api/vms/watch/${id}`)).statusCode

test('what is published is withdrawn by itself when its time is over, and plays no more from that moment on', async () => {
  const id = await add()
  const settled = await settle(id, { from: inSeconds(-60), until: inSeconds(1.2), note: '转播权到期' })
  assert.equal(settled.rights?.note, '转播权到期')
  await publish(id)
  assert.deepEqual([await seen(id), (await api().playback({ id }, room.call)).published], [200, true])
  assert.deepEqual(await api().sweepRights({}, room.call), { withdrawn: 0 })
  await sleep(1300)
  assert.deepEqual([await seen(id), (await api().playback({ id }, room.call)).published], [410, false])
  await api().sweepRights({}, room.call)
  assert.equal((await api().get({ id }, room.call)).state, 'withdrawn')
  await assert.rejects(publish(id), { type: 'out-of-time' })
  assert.equal((await settle(id, {})).rights, undefined)
  assert.equal((await publish(id)).state, 'published')
})

test('nothing is published before its time, and what is out already goes', async () => {
  const id = await add()
  await settle(id, { from: inSeconds(3600) })
  await assert.rejects(publish(id), { type: 'out-of-time' })
  const many = await api().bulk({ ids: [id], action: { kind: 'publish' } }, room.call)
  assert.equal(many.items[0]!.problem?.type, 'out-of-time')
  await settle(id, {})
  await publish(id)
  await settle(id, { from: inSeconds(3600) })
  assert.equal(await seen(id), 410)
  await api().sweepRights({}, room.call)
  assert.equal((await api().get({ id }, room.call)).state, 'withdrawn')
  await assert.rejects(settle(id, { from: inSeconds(60), until: inSeconds(60) }), { type: 'bad-range' })
})

const open = (token: string) => room.app.inject({ method: 'POST', url: `/api/vms/shared/${token}`, payload: {} })

test('who has a link sees an asset that is not published, each view is counted, and the link ends', async () => {
  const id = await add()
  const { share, token } = await api().share(
    { id, expiresAt: inSeconds(3600), note: '给客户', mostViews: 2 },
    room.call,
  )
  assert.match(token, /^[\w-]{43}$/)
  const first = await open(token)
  assert.deepEqual([first.statusCode, first.json().title, first.json().station], [200, '联播', '清河县融媒体中心'])
  assert.equal((await api().sharedPlayback({ token }, room.call)).asset, id)
  assert.equal((await open(token)).statusCode, 200)
  assert.deepEqual([(await open(token)).json().type], ['/problems/share-ended'])
  const [listed] = (await api().shares({ asset: id }, room.call)).items
  assert.deepEqual([listed!.id, listed!.views, listed!.state, listed!.note], [share.id, 2, 'used up', '给客户'])

  const second = await api().share({ id, expiresAt: inSeconds(1) }, room.call)
  await sleep(1100)
  assert.equal((await open(second.token)).statusCode, 404)
  const third = await api().share({ id, expiresAt: inSeconds(3600) }, room.call)
  await api().revokeShare({ id: third.share.id }, room.call)
  await api().revokeShare({ id: third.share.id }, room.call)
  assert.equal((await open(third.token)).statusCode, 404)
  await assert.rejects(api().sharedPlayback({ token: third.token }, room.call), { type: 'share-ended' })
  assert.deepEqual(
    (await api().shares({ asset: id }, room.call)).items.map(({ state }) => state),
    ['revoked', 'expired', 'used up'],
  )
})

test('a link opens nothing that lies in the bin or whose rights have ended, and is no secret in the database', async () => {
  const id = await add()
  const { token } = await api().share({ id, expiresAt: inSeconds(3600) }, room.call)
  await api().delete({ id }, room.call)
  assert.equal((await open(token)).statusCode, 404)
  await api().restore({ id }, room.call)
  assert.equal((await open(token)).statusCode, 200)
  assert.equal((await api().lent({ id }, room.call)).title, '联播')
  await settle(id, { until: inSeconds(60) })
  const { expiresAt } = await api().sharedPlayback({ token }, room.call)
  assert.ok(Date.parse(expiresAt) < Date.now() + 60_000, 'nothing is lent for longer than the rights last')
  await settle(id, { until: inSeconds(-1) })
  assert.equal((await open(token)).statusCode, 404)
  await assert.rejects(api().lent({ id }, room.call), { type: 'asset-not-found' })
  const { rows } = await sql<{ text: string }>`select share::text as text from vms.share`.execute(room.db.kysely)
  assert.ok(rows.every(({ text }) => !text.includes(token)))
  for (const expiresAt of [inSeconds(-1), inSeconds(400 * 86_400)]) {
    await assert.rejects(api().share({ id, expiresAt }, room.call), { type: 'bad-range' })
  }
  assert.equal((await open('x'.repeat(43))).statusCode, 404)
})
