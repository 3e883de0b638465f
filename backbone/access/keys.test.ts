import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { access } from '#backbone/access/contract'
import { createLocalKey, ensureFirstAdmin } from '#backbone/access'
import { client } from '#backbone/client'
import { Problem } from '#backbone/problem'
import type { Role, Scope } from '#backbone/scopes'
import { openBrowser } from '#testing/browser'
import { startTestHost, type TestHost } from '#testing/host'

let host: TestHost
let origin: string
const password = 'correct horse battery'

const signIn = async (login: string, oneTimePassword: string) => {
  const browser = openBrowser(origin)
  const me = browser.client(access)
  await me.login({ login, password: oneTimePassword })
  await me.changePassword({ current: oneTimePassword, next: password })
  return { browser, me }
}
type Person = Awaited<ReturnType<typeof signIn>>

let admin: Person
before(async () => {
  host = await startTestHost({ services: [], signIn: true, working: false })
  origin = await host.listen()
  admin = await signIn('admin', (await ensureFirstAdmin(host.db, '省台'))!.oneTimePassword)
})
after(() => host.close())

const join = async (login: string, role: Role = 'admin') => {
  const { person, oneTimePassword } = await admin.me.invite({ login, name: login, role })
  return { id: person.id, ...(await signIn(login, oneTimePassword!)) }
}
const makeKey = async (me: Person['me'], name: string, scopes: Scope[] = ['station:read', 'keys:manage']) => {
  const { key, secret } = await me.createKey({ name, scopes })
  return { ...key, me: client(access, { origin, token: secret }) }
}
const revoked = { type: 'bad-key', status: 401 }

test('a list of keys says which person answers for each, also for a key that a key has made', async () => {
  const maker = await join('maker')
  const first = await makeKey(maker.me, 'first')
  const second = await makeKey(first.me, 'second')
  const listed = new Map((await admin.me.keys({})).items.map((key) => [key.id, key]))
  assert.equal(listed.get(first.id)!.createdByPerson, maker.id)
  assert.deepEqual([listed.get(second.id)!.createdBy, listed.get(second.id)!.createdByPerson], ['first', maker.id])
  const local = await createLocalKey(host.db, { name: 'local', scopes: ['station:read'] })
  assert.equal(local.key.createdByPerson, undefined)
})

for (const how of ['removed', 'disabled'] as const) {
  test(`who is ${how} leaves no key behind, and the trail says of each why it ended`, async () => {
    const leaver = await join(`leaver.${how}`)
    const first = await makeKey(leaver.me, 'first')
    const second = await makeKey(first.me, 'second')
    const others = await makeKey(admin.me, 'of another')
    if (how === 'removed') await admin.me.removePerson({ id: leaver.id })
    else await admin.me.updatePerson({ id: leaver.id, disabled: true })
    for (const key of [first, second]) {
      await assert.rejects(key.me.people({}), revoked)
      const [entry] = (await admin.me.audit({ subject: key.id })).items
      assert.deepEqual([entry!.action, entry!.actor.name], ['key.revoked', 'admin'])
      assert.deepEqual(entry!.after, { because: `person.${how}` })
    }
    assert.ok(await others.me.people({}))
    await admin.me.revokeKey({ id: others.id })
  })
}

test('a demotion ends the keys that may do more than the new role, and no others', async () => {
  const editor = await join('demoted')
  const strong = await makeKey(editor.me, 'strong')
  const weak = await makeKey(editor.me, 'weak', ['station:read', 'assets:write'])
  await admin.me.updatePerson({ id: editor.id, name: 'Renamed' })
  assert.ok(await strong.me.people({}), 'a new name ends nothing')
  await admin.me.updatePerson({ id: editor.id, role: 'editor' })
  await assert.rejects(strong.me.people({}), revoked)
  assert.ok(await weak.me.people({}))
  const [entry] = (await admin.me.audit({ subject: strong.id })).items
  assert.deepEqual(entry!.after, { because: 'person.demoted' })
  await admin.me.updatePerson({ id: editor.id, role: 'admin' })
  await assert.rejects(strong.me.people({}), revoked)
})

test('leaving one station leaves the keys one has made in another', async () => {
  const city = await admin.me.createStation({ name: '市台' })
  const both = await join('both')
  const above = await makeKey(both.me, 'above')
  admin.browser.goTo(city.id)
  await admin.me.invite({ login: 'both', name: 'both', role: 'admin' })
  both.browser.goTo(city.id)
  const below = await makeKey(both.me, 'below')
  await admin.me.removePerson({ id: both.id })
  admin.browser.goTo(undefined)
  await assert.rejects(below.me.people({}), revoked)
  assert.ok(await above.me.people({}))
})

test('a key made in the moment in which its maker is removed does not come to be', async () => {
  const quick = await join('quick')
  const session = await quick.me.session({})
  const making = await host.db.across('access', async (tx) => {
    await sql`select 1 from access.station where id = ${session.station} for update`.execute(tx)
    const made = quick.me.createKey({ name: 'too late', scopes: ['station:read'] }).catch((error: unknown) => error)
    await waitsForLock()
    await sql`delete from access.membership where person = ${quick.id}`.execute(tx)
    return { made }
  })
  const outcome = await making.made
  assert.ok(outcome instanceof Problem, 'the key was made')
  assert.equal(outcome.type, 'not-allowed')
  assert.ok((await admin.me.keys({})).items.every((key) => key.name !== 'too late'))
})

const waitsForLock = async () => {
  for (let look = 0; look < 400; look += 1) {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query ilike '%api_key%'`.execute(
      host.db.kysely,
    )
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  assert.fail('nothing waited')
}
