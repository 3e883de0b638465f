import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { access } from '#backbone/access/contract'
import { system } from '#backbone/bus'
import { startDesk, type Desk } from '#testing/desk'
import { until } from '#testing/programs'
import { desk } from './contract.ts'
import { forgetOld } from './store.ts'

let room: Desk
before(async () => {
  room = await startDesk()
})
after(() => room?.host.close())

type OfAsset = { id: string; essence: string; run?: string; station: string }
const created = ({ id, essence, station }: OfAsset, by = room.person('editor')) =>
  room.tell('vms.created', { subject: id, station, data: { asset: id, essence } }, { action: 'asset.created', by })
const ended = ({ id, run, station }: OfAsset, state: string, more: object = {}) =>
  room.tell('runs.ended', {
    subject: id,
    station,
    data: { run, workflow: 'ingest', subject: id, state, error: null, cpuSeconds: 1, ...more },
  })

test('a failed ingest is told with its reason to who may see runs and to who brought the file', async () => {
  const asset = room.asset({ state: 'failed' })
  const bringer = room.person('advertiser')
  const { id: upload, name } = bringer.actor
  await room.tell('upload.finished', {
    subject: randomUUID(),
    data: { essence: asset.essence, startedBy: { kind: 'person', id: upload, name } },
  })
  const error = { type: 'not-media', title: 'This file is not a video', detail: { path: '/secret' } }
  await ended(asset, 'failed', { error })

  const [theirs] = await room.noticed(bringer, asset.id)
  assert.equal(theirs!.mine, true, 'it is about what they brought')
  const [seen] = await room.noticed(room.person('editor'), asset.id)
  const { id, at, ...notice } = seen!
  assert.ok(id && Date.parse(at) > 0)
  assert.deepEqual(notice, {
    kind: 'ingest.failed',
    severity: 'fail',
    subject: { kind: 'asset', id: asset.id },
    title: '晚间新闻',
    params: { run: asset.run, error: { type: 'not-media', title: 'This file is not a video' } },
    by: { id: upload, name },
    mine: false,
    read: false,
  })
  const { items } = await room.api.notices({ subject: asset.id }, room.person('advertiser'))
  assert.deepEqual(items, [], 'another advertiser may not see runs')
})

test('who publishes something is not told so as news; the others are, with their name', async () => {
  const asset = room.asset({ state: 'published' })
  const chief = room.person('chief-editor', room.province, randomUUID(), '李主编')
  const editor = room.person('editor')
  const told = { subject: asset.id, data: { asset: asset.id } }
  await room.tell('vms.published', told, { action: 'asset.published', by: chief })
  const [own] = await room.noticed(chief, asset.id)
  const [theirs] = await room.noticed(editor, asset.id)
  assert.deepEqual([own!.read, own!.mine, theirs!.read, theirs!.mine], [true, true, false, false])
  assert.deepEqual(theirs!.by, { id: chief.actor.id, name: '李主编' })
})

test('an asset deleted, and then for good, is told by the title it had; what goes with that is not told beside it', async () => {
  const asset = room.asset({ title: '旧片' })
  const by = room.person('editor')
  const told = { subject: asset.id, data: { asset: asset.id } }
  const trail = { action: 'asset.deleted', by, before: { title: '旧片' } }
  await room.tell(['vms.withdrawn', 'vms.binned'], told, trail)
  room.assets.delete(asset.id)
  await room.tell('vms.deleted', told, { ...trail, action: 'asset.purged' })
  const notices = await room.noticed(room.person('editor'), asset.id, 2)
  assert.deepEqual(
    notices.map(({ kind, title }) => [kind, title]),
    [
      ['asset.purged', '旧片'],
      ['asset.deleted', '旧片'],
    ],
  )
})

test('what leaves the recycle bin by itself is no news', async () => {
  const id = randomUUID()
  const by = { ...room.host.call, station: room.province }
  const told = { subject: id, data: { asset: id } }
  await room.tell('vms.deleted', told, { action: 'asset.purged', by })
  await room.tell('vms.restored', told, { action: 'asset.restored', by: room.person('editor') })
  const notices = await room.noticed(room.person('editor'), id)
  assert.deepEqual(
    notices.map(({ kind }) => kind),
    ['asset.restored'],
  )
})

test('an ingest that was followed by another one, or whose asset is gone, is no news', async () => {
  const asset = room.asset()
  await ended({ ...asset, run: randomUUID() }, 'cancelled')
  await ended({ ...asset, id: randomUUID() }, 'cancelled')
  await ended(asset, 'done')
  const notices = await room.noticed(room.person('editor'), asset.id)
  assert.deepEqual(
    notices.map(({ kind }) => kind),
    ['ingest.done'],
  )
})

test('two stations never see each other’s notices', async () => {
  const ours = room.asset()
  const theirs = room.asset({ station: room.county })
  await Promise.all([created(ours), created(theirs)])
  const here = room.person('admin')
  const there = room.person('admin', room.county)
  await room.noticed(here, ours.id)
  const [told] = await room.noticed(there, theirs.id)
  assert.deepEqual((await room.api.notices({ subject: theirs.id }, here)).items, [])
  assert.deepEqual((await room.api.notices({ subject: ours.id }, there)).items, [])
  await assert.rejects(room.api.markRead({ id: told!.id }, here), { type: 'notice-not-found', status: 404 })
})

test('events told again make no second notice', async () => {
  const asset = room.asset()
  await created(asset)
  const call = room.person('editor')
  await room.noticed(call, asset.id)
  const operator = { ...call, station: room.province }
  const position = async () =>
    (await room.host.api(system).subscribers({}, operator)).find(({ name }) => name === 'desk')!
  const before = (await room.api.notices({ limit: 200 }, call)).items.length
  const { position: stood } = await position()
  await room.host.api(system).replay({ subscriber: 'desk', position: 0 }, operator)
  await until(
    'the end of the replay',
    async () => (await position()).position >= stood && (await position()).behind === 0,
  )
  assert.equal((await room.api.notices({ limit: 200 }, call)).items.length, before)
})

test('what one person has read, another has not', async () => {
  const subjects = [room.asset(), room.asset(), room.asset()]
  const [one, two] = [room.person('editor'), room.person('editor')]
  for (const asset of subjects) await created(asset)
  for (const asset of subjects) await room.noticed(one, asset.id)
  const { items } = await room.api.notices({ limit: 3 }, one)
  const [newest, middle, oldest] = items as [(typeof items)[0], (typeof items)[0], (typeof items)[0]]
  const before = await room.api.unread({}, one)
  assert.equal(before.newest, newest.id)

  await room.api.markRead({ id: middle.id }, one)
  assert.equal((await room.api.unread({}, one)).count, before.count - 1)
  await room.api.markAllRead({ upTo: middle.id }, one)
  const left = await room.api.notices({ unread: true }, one)
  assert.deepEqual(
    left.items.map(({ id }) => id),
    [newest.id],
    'only what came after',
  )
  await room.api.markRead({ id: oldest.id, read: false }, one)
  assert.equal((await room.api.unread({}, one)).count, 2)
  assert.deepEqual(await room.api.unread({}, two), before, 'the other has read nothing')

  await room.api.markAllRead({ upTo: 'ffffffff-ffff-7fff-bfff-ffffffffffff' }, one)
  assert.deepEqual(await room.api.unread({}, one), { count: 0, fails: 0 })
  const later = room.asset()
  await created(later)
  await room.noticed(one, later.id)
  assert.equal((await room.api.unread({}, one)).count, 1, 'what comes later is not read, however far one has marked')
})

test('a list of notices is read page by page', async () => {
  const call = room.person('admin')
  const all = (await room.api.notices({ limit: 200 }, call)).items
  const first = await room.api.notices({ limit: 2 }, call)
  const second = await room.api.notices({ limit: 2, cursor: first.next! }, call)
  assert.deepEqual([...first.items, ...second.items], all.slice(0, 4))
  const infos = (await room.api.notices({ severity: 'info', kind: 'asset.created' }, call)).items
  assert.ok(infos.length > 0 && infos.every(({ kind }) => kind === 'asset.created'))
})

test('a new station is told in the station above and in itself, to who manages it', async () => {
  const made = await room.admin.client(access).createStation({ name: '乡站' })
  const [above] = await room.noticed(room.person('admin'), made.id)
  const [inside] = await room.noticed(room.person('admin', made.id), made.id)
  assert.deepEqual([above!.title, inside!.title, above!.by?.id], ['乡站', '乡站', room.adminId])
  assert.deepEqual((await room.api.notices({ subject: made.id }, room.person('editor'))).items, [])
})

test('who listens hears that there is something new, and nothing of what it is', async () => {
  const reply = await room.admin.fetch('/api/realtime/events?rooms=desk')
  const asset = room.asset({ title: '机密' })
  await created(asset)
  let heard = ''
  for await (const chunk of reply.body!) {
    heard += Buffer.from(chunk).toString()
    if (heard.includes('"what":"notice"')) break
  }
  assert.match(heard, /"room":"desk"/)
  assert.doesNotMatch(heard, /机密/)
})

test('notices go after 90 days, and beyond 10,000 the oldest go first', async () => {
  const { db } = room.host
  const insert = (count: number, days: number) =>
    db.across('desk', (tx) =>
      sql`insert into desk.notice (station, at, kind, severity, subject_kind, subject, title, scope)
        select ${room.county}, now() - make_interval(days => ${days}), 'asset.created', 'info', 'asset', 'x', n::text,
          'assets:read' from generate_series(1, ${count}) n`.execute(tx),
    )
  await insert(1, 91)
  await db.across('desk', forgetOld)
  const call = room.person('admin', room.county)
  assert.equal((await room.api.notices({ subject: 'x' }, call)).items.length, 0)
  await insert(10_050, 1)
  await db.across('desk', forgetOld)
  assert.equal((await room.api.unread({}, call)).count, 10_000)
  const { items } = await room.api.notices({ limit: 1 }, call)
  assert.equal(items[0]!.title, '10050')
  assert.ok(
    (await room.api.notices({ limit: 200 }, room.person('admin'))).items.length > 0,
    'the other station keeps its own',
  )
})

test('bad input is refused in words, and so is who has not the scope', async () => {
  const api = room.admin.client(desk)
  const refused = async (work: Promise<unknown>, type: string) =>
    assert.rejects(work, (error: { type: string }) => error.type === type || assert.fail(error.type))
  await refused(api.notices({ cursor: 'x' }), 'bad-cursor')
  await refused(api.notices({ limit: 5000 }), 'invalid-input')
  await refused(api.notices({ kind: 'nonsense' as never }), 'invalid-input')
  await refused(api.markRead({ id: 'x' }), 'invalid-input')
  await refused(api.markRead({ id: randomUUID() }), 'notice-not-found')
  await refused(api.markAllRead({} as never), 'invalid-input')
  await refused(api.putOff({ keys: [] }), 'invalid-input')
  await refused(api.putOff({ keys: ['x'], until: 'tomorrow' }), 'invalid-input')
  await refused(api.notices({ subject: '\0' }), 'invalid-input')
  assert.equal((await room.host.app.inject('/api/desk/notices')).statusCode, 401)
})
