import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Problem, systemCall } from '#backbone'
import { refused, startPlayback, type Playback } from '#testing/playback'
import { openPolicy, type Policy } from './contract.ts'

let playback: Playback
let host: Playback['host']
let other: Playback['other']
let api: Playback['api']
let soon: Playback['soon']
let put: Playback['put']
let link: Playback['link']
let begin: Playback['begin']
let admit: Playback['admit']
const asset = () => randomUUID()
before(async () => {
  playback = await startPlayback()
  ;({ host, other, api, soon, put, link, begin, admit } = playback)
})
after(() => playback?.close())

test('what nobody has said anything about plays for everybody; the station’s default and then the asset’s own hold', async () => {
  const id = asset()
  assert.deepEqual(await api().policy({ asset: id }, host.call), { policy: openPolicy, from: 'product', version: 0 })
  assert.equal((await admit(id)).shareable, true)
  const fallback = await api().putStationPolicy(
    { version: 0, policy: { ...openPolicy, protection: 'signed' } },
    host.call,
  )
  assert.deepEqual([fallback.from, fallback.version], ['station', 1])
  await sleep(700)
  await refused(admit(id), 'playback-needs-link')
  assert.equal((await api().policy({ asset: id }, host.call)).version, 0)
  await put(id, {})
  await sleep(700)
  assert.equal((await admit(id)).protection, 'public')
  await api().dropPolicy({ asset: id }, host.call)
  await sleep(700)
  await refused(admit(id), 'playback-needs-link')
  await api().putStationPolicy({ version: 1, policy: openPolicy }, host.call)
  await sleep(700)
})

test('two people who change the same policy: the second is told', async () => {
  const id = asset()
  const policy = { ...openPolicy, protection: 'signed' as const }
  await api().putPolicy({ asset: id, version: 0, policy }, host.call)
  await refused(api().putPolicy({ asset: id, version: 0, policy }, host.call), 'changed-meanwhile', 412)
})

test('policies that cannot be meant are refused with the field', async () => {
  const wrong: [Partial<Policy>, string][] = [
    [{ from: soon(60), until: soon(30) }, 'until'],
    [{ addresses: ['10.0.0.0/33'] }, 'addresses'],
    [{ addresses: ['everywhere'] }, 'addresses'],
    [{ regions: ['江苏'] }, 'regions'],
    [{ referrers: ['https://tv.example.cn/'] }, 'referrers'],
    [{ protection: 'encrypted', rotationSeconds: 3 }, 'rotationSeconds'],
  ]
  for (const [changes, field] of wrong) {
    await assert.rejects(put(asset(), changes), (error) => {
      assert.ok(error instanceof Problem)
      assert.deepEqual([error.type, error.detail.field], ['policy-not-valid', field])
      return true
    })
  }
})

test('time, place and page: each refusal has a name and says nothing of the asset', async () => {
  const [early, late, near, paged] = [asset(), asset(), asset(), asset()]
  await put(early, { from: soon(60) })
  await put(late, { until: new Date(Date.now() - 1000).toISOString() })
  await put(near, { addresses: ['203.0.113.0/24', '2001:db8::/32'] })
  await put(paged, { referrers: ['tv.example.cn', '*.example.com'] })
  await refused(admit(early), 'playback-not-begun')
  await refused(admit(late), 'playback-over')
  assert.equal((await admit(near)).shareable, false)
  for (const address of ['2001:db8::5', '::ffff:203.0.113.9']) await admit(near, undefined, { address })
  for (const address of ['203.0.114.1', '2001:db9::5', 'unknown']) {
    await refused(admit(near, undefined, { address }), 'playback-elsewhere')
  }
  for (const referrer of ['https://tv.example.cn/a', 'https://m.example.com'])
    await admit(paged, undefined, { referrer })
  for (const referrer of [undefined, 'https://example.cn/', 'https://xexample.com', 'nonsense']) {
    await refused(admit(paged, undefined, referrer === undefined ? {} : { referrer }), 'playback-other-site')
  }
  await assert.rejects(admit(late), (error) => {
    assert.deepEqual(Object.keys((error as Problem).toJSON()), ['type', 'title', 'status'])
    return true
  })
})

test('regions are the station’s own tables of networks, and stay while a policy names them', async () => {
  const id = asset()
  const networks = Array.from({ length: 20_000 }, (_, i) => `100.${64 + (i >> 8)}.${i & 255}.0/25`)
  assert.equal((await api().putRegion({ name: '江苏', networks }, host.call)).networks, 20_000)
  await refused(api().putRegion({ name: '浙江', networks: ['1.2.3'] }, host.call), 'region-not-valid', 400)
  await put(id, { regions: ['江苏'] })
  await admit(id, undefined, { address: '100.65.7.9' })
  await refused(admit(id, undefined, { address: '100.65.7.200' }), 'playback-elsewhere')
  await refused(api().dropRegion({ name: '江苏' }, host.call), 'region-in-use', 409)
  await api().dropPolicy({ asset: id }, host.call)
  await api().dropRegion({ name: '江苏' }, host.call)
  assert.deepEqual(await api().regions({}, host.call), { items: [] })
})

test('a signed link begins a session, and the session’s token plays this asset only, on every node', async () => {
  const [id, another] = [asset(), asset()]
  await put(id, { protection: 'signed' })
  await put(another, { protection: 'signed' })
  const { token } = await link(id, { viewer: '张三', note: '给评委' })
  await refused(begin(id), 'playback-needs-link')
  const session = await begin(id, token)
  assert.match(session, /^[\w-]{78}$/)
  for (const node of [host, other]) {
    assert.equal((await admit(id, session, {}, node)).protection, 'signed')
    await refused(admit(another, session, {}, node), 'playback-needs-link')
    await refused(admit(id, token, {}, node), 'playback-needs-link')
    await refused(admit(id, undefined, {}, node), 'playback-needs-link')
  }
  for (let i = 0; i < session.length; i += 3) {
    const forged = session.slice(0, i) + (session[i] === 'A' ? 'B' : 'A') + session.slice(i + 1)
    await refused(admit(id, forged), 'playback-needs-link')
  }
  for (const nonsense of ['x', 'x'.repeat(78), '../'.repeat(26), `${session}A`]) {
    await refused(admit(id, nonsense), 'playback-needs-link')
  }
  const { items } = await api().sessions({ asset: id }, host.call)
  assert.deepEqual(
    items.map((one) => [one.viewer, one.state]),
    [['张三', 'live']],
  )
  assert.equal((await api().links({ asset: id }, host.call)).items[0]!.sessions, 1)
})

test('what has run out is refused, and a link’s end is the end of its sessions', async () => {
  const id = asset()
  await put(id, { protection: 'signed' })
  const { token } = await link(id, { expiresAt: soon(1.5) })
  const session = await begin(id, token)
  await admit(id, session)
  await sleep(1600)
  await refused(admit(id, session), 'playback-link-over')
  await refused(begin(id, token), 'playback-link-over')
  await refused(link(id, { expiresAt: soon(-5) }), 'link-not-valid', 400)
  await refused(link(id, { expiresAt: soon(500 * 86_400) }), 'link-not-valid', 400)
})

test('revoking a session, a link, or all of an asset is felt within a second on all nodes', async () => {
  const id = asset()
  await put(id, { protection: 'signed' })
  const links = await Promise.all([1, 2, 3].map(() => link(id)))
  const sessions = await Promise.all(links.map(({ token }) => begin(id, token)))
  for (const node of [host, other]) for (const session of sessions) await admit(id, session, {}, node)
  const { items } = await api().sessions({ asset: id, link: links[0]!.id }, host.call)
  const revoked: [index: number, revoke: () => Promise<unknown>][] = [
    [0, () => api().revokeSession({ id: items[0]!.id }, host.call)],
    [1, () => api().revokeLink({ id: links[1]!.id }, host.call)],
    [2, () => api().revokeAll({ asset: id }, host.call)],
  ]
  for (const [index, revoke] of revoked) {
    await revoke()
    await sleep(900)
    for (const node of [host, other]) await refused(admit(id, sessions[index], {}, node), 'playback-link-over')
    if (index > 0) await refused(begin(id, links[index]!.token), 'playback-link-over')
    for (const later of sessions.slice(index + 1)) await admit(id, later, {}, other)
  }
})

test('a signing key that is dropped takes all it has signed with it; a new one signs meanwhile', async () => {
  const id = asset()
  await put(id, { protection: 'signed' })
  const old = (await link(id)).token
  const before = (await api().signingKeys({}, host.call)).items
  const added = await api().addSigningKey({}, host.call)
  await sleep(700)
  const session = await begin(id, old)
  await admit(id, session, {}, other)
  for (const { id: signer } of before) await api().dropSigningKey({ id: signer }, host.call)
  await sleep(900)
  await refused(begin(id, old), 'playback-needs-link')
  await admit(id, session, {}, other)
  await api().dropSigningKey({ id: added.id }, host.call)
  await sleep(900)
  await refused(admit(id, session, {}, other), 'playback-needs-link')
  await begin(id, (await link(id)).token)
})

test('only so many at the same time: of an asset, and of one viewer; who has gone makes room', async () => {
  const id = asset()
  await put(id, { protection: 'signed', sessionsAtOnce: 3, sessionsPerViewer: 2 })
  const [one, two] = [await link(id, { viewer: '甲' }), await link(id, { viewer: '乙' })]
  const first = await begin(id, one.token)
  await begin(id, one.token)
  await refused(begin(id, one.token), 'playback-too-many')
  await begin(id, two.token)
  await refused(begin(id, two.token), 'playback-too-many')
  const crowd = await Promise.allSettled(Array.from({ length: 8 }, () => begin(id, two.token, {}, other)))
  assert.ok(crowd.every(({ status }) => status === 'rejected'))
  assert.equal((await admit(id, first)).byToken, true)
  await sql`update key.session set seen_at = now() - interval '1 minute' where link = ${one.id}`.execute(host.db.kysely)
  await begin(id, two.token)
  assert.deepEqual(
    (await api().sessions({ asset: id, state: 'live' }, host.call)).items.map(({ viewer }) => viewer),
    ['乙', '乙'],
  )
})

test('where sessions are counted and nothing else is asked, anybody begins one', async () => {
  const id = asset()
  await put(id, { sessionsAtOnce: 1 })
  await refused(admit(id), 'playback-needs-link')
  const token = await begin(id)
  await admit(id, token)
  await refused(begin(id), 'playback-too-many')
  const again = { userAgent: 'a player that asks twice' }
  await api().revokeAll({ asset: id }, host.call)
  await begin(id, undefined, again)
  await begin(id, undefined, again)
  assert.equal((await api().sessions({ asset: id, state: 'live' }, host.call)).items.length, 1)
})

test('one station knows nothing of another’s links, keys and policies', async () => {
  const id = asset()
  const stranger = systemCall(randomUUID(), 'stranger')
  await put(id, { protection: 'signed' })
  const own = await link(id)
  await refused(api().revokeLink({ id: own.id }, stranger), 'link-not-found', 404)
  assert.deepEqual((await api().links({}, stranger)).items, [])
  assert.deepEqual((await api().sessions({}, stranger)).items, [])
  const foreign = await api().createLink({ asset: id, expiresAt: soon() }, stranger)
  await refused(begin(id, foreign.token), 'playback-needs-link')
  await api().putPolicy({ asset: id, version: 0, policy: openPolicy }, stranger)
  await sleep(700)
  await refused(admit(id), 'playback-needs-link')
})
