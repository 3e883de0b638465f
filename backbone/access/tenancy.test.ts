import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { access } from '#backbone/access/contract'
import { audit, ensureFirstAdmin } from '#backbone/access'
import { systemCall } from '#backbone'
import { client } from '#backbone/client'
import { Problem } from '#backbone/problem'
import { roles } from '#backbone/scopes'
import { openBrowser } from '#testing/browser'
import { startTestHost, type TestHost } from '#testing/host'

let host: TestHost
let origin: string
const password = 'correct horse battery'

const signIn = async (login: string, secret = password, replaces = false) => {
  const browser = openBrowser(origin)
  const me = browser.client(access)
  await me.login({ login, password: secret })
  if (replaces) await me.changePassword({ current: secret, next: password })
  return { browser, me }
}
type Person = Awaited<ReturnType<typeof signIn>>

let admin: Person
/** Two cities below the province, with an admin of their own who belongs nowhere else. */
const city = { east: { id: '', admin: '' }, west: { id: '', admin: '' } }
let east: Person
let west: Person

before(async () => {
  host = await startTestHost({ services: [], signIn: true, working: false })
  origin = await host.listen()
  const first = await ensureFirstAdmin(host.db, '省台')
  admin = await signIn('admin', first!.oneTimePassword, true)
  for (const [name, one] of Object.entries(city)) {
    admin.browser.goTo(undefined)
    one.id = (await admin.me.createStation({ name })).id
    admin.browser.goTo(one.id)
    const made = await admin.me.invite({ login: name, name, role: 'admin' })
    one.admin = made.person.id
    if (name === 'east') east = await signIn(name, made.oneTimePassword, true)
    else west = await signIn(name, made.oneTimePassword, true)
  }
  admin.browser.goTo(undefined)
})
after(() => host.close())

const refused = (type: string, status: number) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error))
  assert.deepEqual([error.type, error.status], [type, status])
  return true
}

test('a station sees itself and those below, never those beside or above', async () => {
  assert.deepEqual(
    (await admin.me.stations({})).items.map((one) => one.name),
    ['省台', 'east', 'west'],
  )
  assert.deepEqual(
    (await east.me.stations({})).items.map((one) => one.name),
    ['east'],
  )
  const [above] = (await admin.me.stations({})).items
  await assert.rejects(east.me.updateStation({ id: city.west.id, version: 1, name: 'mine' }), refused('not-found', 404))
  await assert.rejects(east.me.updateStation({ id: above!.id, version: 1, name: 'mine' }), refused('not-found', 404))
  east.browser.goTo(city.west.id)
  await assert.rejects(east.me.people({}), refused('not-a-member', 403))
  assert.equal((await east.me.session({})).station, city.east.id, 'but may still ask who they are')
  east.browser.goTo(undefined)
  const stream = (station: string) => east.browser.fetch(`/api/realtime?station=${station}`)
  const answers = [await stream(city.east.id), await stream(city.west.id)].map((reply) => reply.status)
  assert.deepEqual(answers, [426, 403], 'nor by an address alone, as a browser opens a socket')
  east.browser.goTo("' or true --")
  await assert.rejects(east.me.people({}), refused('not-a-member', 403))
  east.browser.goTo(undefined)
})

test('two stations never see or touch each other’s people, keys and audit trail', async () => {
  const { person: editor } = await east.me.invite({ login: 'editor.east', name: '东', role: 'editor' })
  const { key, secret } = await east.me.createKey({ name: 'robot', scopes: ['station:read', 'people:manage'] })
  const eastern = client(access, { origin, token: secret })

  assert.deepEqual(
    (await west.me.people({})).items.map((one) => one.login),
    ['admin', 'west'],
  )
  assert.deepEqual(
    (await eastern.people({})).items.map((one) => one.login),
    ['admin', 'east', 'editor.east'],
  )
  assert.deepEqual((await west.me.keys({})).items, [])
  const trail = (await west.me.audit({ limit: 200 })).items
  assert.ok(trail.length > 0)
  const about = JSON.stringify(trail)
  for (const eastern of [editor.id, key.id, 'editor.east', city.east.id]) assert.ok(!about.includes(eastern), eastern)

  await assert.rejects(west.me.updatePerson({ id: editor.id, disabled: true }), refused('not-found', 404))
  await assert.rejects(west.me.removePerson({ id: editor.id }), refused('not-found', 404))
  await assert.rejects(west.me.resetPassword({ id: editor.id }), refused('not-found', 404))
  await assert.rejects(west.me.revokeKey({ id: key.id }), refused('not-found', 404))
  const elsewhere = client(access, { origin, token: secret, station: () => city.west.id })
  assert.deepEqual((await elsewhere.session({})).station, city.east.id, 'a key acts in its own station only')
})

test('a query that forgets its where still sees and writes the rows of its own station only', async () => {
  const { db } = host
  for (const table of ['membership', 'api_key', 'audit']) {
    const seen = await db.inStation('access', city.west.id, (tx) =>
      sql<{ station: string }>`select distinct station from ${sql.table(table)}`.execute(tx),
    )
    assert.ok(
      seen.rows.every((row) => row.station === city.west.id),
      table,
    )
  }
  const changed = await db.inStation('access', city.west.id, (tx) => sql`update membership set name = name`.execute(tx))
  assert.equal(Number(changed.numAffectedRows), 2)
  const smuggle = db.inStation('access', city.west.id, (tx) =>
    sql`insert into api_key (station, name, scopes, prefix, secret_hash, created_by)
      values (${city.east.id}, 'x', '{}', 'x', '', 'x')`.execute(tx),
  )
  await assert.rejects(smuggle, /row-level security/)
  for (const hidden of ['person', 'session', 'station', 'attempt']) {
    const look = db.inStation('access', city.west.id, (tx) => sql`select * from ${sql.table(hidden)}`.execute(tx))
    await assert.rejects(look, /permission denied/)
  }
  const rewrite = db.inStation('access', city.west.id, (tx) => sql`delete from audit`.execute(tx))
  await assert.rejects(rewrite, /permission denied/, 'not even its own trail can a station rewrite')
})

test('every change is in the audit trail with who did it, and no secret is', async () => {
  const { person, oneTimePassword } = await east.me.invite({ login: 'trail', name: 'Trail', role: 'viewer' })
  await east.me.updatePerson({ id: person.id, role: 'editor' })
  const again = await east.me.resetPassword({ id: person.id })
  await signIn('trail', again.oneTimePassword, true)
  await east.me.removePerson({ id: person.id })
  const { items } = await east.me.audit({ subject: person.id })
  assert.deepEqual(
    items.map((entry) => [entry.action, entry.actor.name]),
    [
      ['person.removed', 'east'],
      ['password.changed', 'Trail'],
      ['session.began', 'Trail'],
      ['person.given-password', 'east'],
      ['person.changed', 'east'],
      ['person.invited', 'east'],
    ],
  )
  assert.deepEqual(items[4]!.before, { role: 'viewer', name: 'Trail', disabled: false })
  assert.deepEqual(items[4]!.after, { role: 'editor' })
  const text = JSON.stringify((await east.me.audit({ limit: 200 })).items)
  for (const secret of [oneTimePassword!, again.oneTimePassword, password]) assert.ok(!text.includes(secret))

  const call = systemCall(city.east.id, 'a service')
  await host.db.inStation('jobs', city.east.id, (tx) =>
    audit(tx, call, { action: 'thing.changed', subject: 'thing', after: { apiToken: 'hush', name: 'x' } }),
  )
  const [entry] = (await east.me.audit({ subject: 'thing' })).items
  assert.deepEqual(entry!.after, { apiToken: '…', name: 'x' })
})

test('the trail is searched by who, by what was done and by when', async () => {
  const begin = new Date().toISOString()
  const { key, secret } = await west.me.createKey({ name: 'searched', scopes: ['people:manage', ...roles.viewer] })
  const robot = client(access, { origin, token: secret })
  const { person } = await robot.invite({ login: 'searched', name: 'S', role: 'viewer' })
  const between = new Date(Date.now() + 1).toISOString()
  await new Promise((later) => setTimeout(later, 5))
  await west.me.revokeKey({ id: key.id })
  const found = async (filter: Parameters<typeof west.me.audit>[0]) =>
    (await west.me.audit({ from: begin, ...filter })).items.map(({ action }) => action)
  assert.deepEqual(await found({}), ['key.revoked', 'person.invited', 'key.created'])
  assert.deepEqual(await found({ actor: key.id }), ['person.invited'])
  assert.deepEqual(await found({ action: 'key' }), ['key.revoked', 'key.created'])
  assert.deepEqual(await found({ action: 'key.created' }), ['key.created'])
  assert.deepEqual(await found({ to: between }), ['person.invited', 'key.created'])
  assert.deepEqual(await found({ from: between, actor: city.west.admin }), ['key.revoked'])
  await assert.rejects(found({ action: '%' }), refused('invalid-input', 400))
  await west.me.removePerson({ id: person.id })
})

test('who looks at the stations sees how many people each has', async () => {
  const { items } = await east.me.stations({})
  assert.deepEqual(
    items.map(({ id, people }) => [id, people]),
    [[city.east.id, (await east.me.people({})).items.length]],
  )
})

test('the trail and the lists of people and keys are read page by page', async () => {
  for (let n = 0; n < 3; n += 1) await west.me.createKey({ name: `k${n}`, scopes: ['station:read'] })
  const seen: string[] = []
  for (let cursor: string | undefined; ;) {
    const page = await west.me.keys({ limit: 2, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...page.items.map((key) => key.name))
    cursor = page.next
    if (cursor === undefined) break
  }
  assert.deepEqual(seen, ['k2', 'k1', 'k0'])
  const { items, next } = await west.me.people({ limit: 1 })
  assert.deepEqual([items[0]!.login, (await west.me.people({ cursor: next! })).items[0]!.login], ['admin', 'west'])
  await assert.rejects(west.me.audit({ cursor: 'bm9uc2Vuc2U' }), refused('bad-cursor', 400))
})

test('the last admin can be neither removed, disabled nor demoted, not even by two at once', async () => {
  await west.me.removePerson({ id: (await admin.me.session({})).person!.id })
  const { me: above } = admin
  assert.equal((await above.session({})).stations.length, 2, 'who leaves one station stays signed in at the others')
  const id = city.west.admin
  await assert.rejects(west.me.updatePerson({ id, role: 'editor' }), refused('last-admin', 409))
  await assert.rejects(west.me.updatePerson({ id, disabled: true }), refused('last-admin', 409))
  await assert.rejects(west.me.removePerson({ id }), refused('last-admin', 409))

  const { person, oneTimePassword } = await west.me.invite({ login: 'second', name: 'Second', role: 'admin' })
  const second = await signIn('second', oneTimePassword, true)
  const outcomes = await Promise.allSettled([
    west.me.updatePerson({ id: person.id, role: 'editor' }),
    second.me.updatePerson({ id, role: 'editor' }),
  ])
  assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1)
  const { rows } = await sql`select 1 from access.membership
    where station = ${city.west.id} and role = 'admin' and not disabled`.execute(host.db.kysely)
  assert.equal(rows.length, 1)
})

test('who is disabled, demoted or removed is refused with the next request', async () => {
  const { person, oneTimePassword } = await east.me.invite({ login: 'leaver', name: 'Leaver', role: 'chief-editor' })
  const leaver = await signIn('leaver', oneTimePassword, true)
  assert.ok(await leaver.me.audit({}))
  await east.me.updatePerson({ id: person.id, role: 'viewer' })
  await assert.rejects(leaver.me.audit({}), refused('not-allowed', 403))
  assert.ok(await leaver.me.people({}))
  await east.me.updatePerson({ id: person.id, disabled: true })
  await assert.rejects(leaver.me.people({}), refused('not-signed-in', 401))
  await assert.rejects(signIn('leaver'), refused('disabled', 403))
  await east.me.updatePerson({ id: person.id, disabled: false })
  const back = await signIn('leaver')
  await east.me.removePerson({ id: person.id })
  await assert.rejects(back.me.people({}), refused('not-signed-in', 401))
  await assert.rejects(signIn('leaver'), refused('wrong-login', 401))
})

test('a known login joins a further station with its own password, role and name there', async () => {
  const { person, oneTimePassword } = await east.me.invite({ login: 'both', name: 'In the east', role: 'viewer' })
  admin.browser.goTo(undefined)
  const early = admin.me.invite({ login: 'both', name: 'Above', role: 'editor' })
  await assert.rejects(early, refused('not-yet-signed-in', 409), 'whoever made the login still knows its password')
  const both = await signIn('both', oneTimePassword, true)
  const joined = await admin.me.invite({ login: 'BOTH', name: 'Above', role: 'editor' })
  assert.equal(joined.oneTimePassword, undefined)
  assert.equal(joined.person.id, person.id)
  await assert.rejects(admin.me.invite({ login: 'both', name: 'x', role: 'viewer' }), refused('already-here', 409))

  const session = await both.me.session({})
  assert.deepEqual(
    session.stations.map(({ name, role }) => [name, role]),
    [
      ['east', 'viewer'],
      ['省台', 'editor'],
    ],
  )
  both.browser.goTo(session.stations[1]!.id)
  assert.equal((await both.me.session({})).person!.name, 'Above')
  assert.ok((await both.me.session({})).scopes.includes('assets:write'))
  both.browser.goTo(session.stations[0]!.id)
  assert.ok(!(await both.me.session({})).scopes.includes('assets:write'))

  const takeOver = east.me.resetPassword({ id: person.id })
  await assert.rejects(takeOver, refused('belongs-elsewhere', 409), 'one station must not open another’s door')
  await east.me.removePerson({ id: person.id })
  const left = await signIn('both')
  assert.deepEqual(
    (await left.me.session({})).stations.map((one) => one.name),
    ['省台'],
  )
})

test('a station is changed by whoever saw its latest version, and its quota only from above', async () => {
  const [own] = (await east.me.stations({})).items
  const renamed = await east.me.updateStation({ id: own!.id, version: own!.version, name: 'East city' })
  assert.equal(renamed.version, own!.version + 1)
  const stale = admin.me.updateStation({ id: own!.id, version: own!.version, name: 'Eastern city' })
  await assert.rejects(stale, refused('changed-meanwhile', 412))
  const greedy = { id: own!.id, version: renamed.version, quotaBytes: 10 ** 15 }
  await assert.rejects(east.me.updateStation(greedy), refused('quota-from-above', 403))
  assert.equal((await admin.me.updateStation({ ...greedy, quotaBytes: 10 ** 12 })).quotaBytes, 10 ** 12)
  assert.equal((await host.api(access).stationOf({ id: own!.id }, host.call)).quotaBytes, 10 ** 12)
})
