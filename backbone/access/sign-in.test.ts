import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { access } from '#backbone/access/contract'
import { createLocalKey, ensureFirstAdmin } from '#backbone/access'
import { client } from '#backbone/client'
import { Problem } from '#backbone/problem'
import { openBrowser } from '#testing/browser'
import { startTestHost, type TestHost } from '#testing/host'

let host: TestHost
let origin: string
let first: { login: string; oneTimePassword: string }
const password = 'correct horse battery'

before(async () => {
  host = await startTestHost({ services: [], signIn: true, working: false })
  origin = await host.listen()
})
after(() => host.close())

const refused = (type: string, status: number) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error))
  assert.deepEqual([error.type, error.status], [type, status])
  return true
}

const signedIn = async (login: string, secret = password) => {
  const browser = openBrowser(origin)
  const me = browser.client(access)
  await me.login({ login, password: secret })
  return { browser, me }
}

/** A person of the first station, past their one-time password. */
const person = async (login: string, role: 'admin' | 'editor' | 'viewer' = 'viewer') => {
  const { me: admin } = await signedIn('admin')
  const { person, oneTimePassword } = await admin.invite({ login, name: login, role })
  const { me } = await signedIn(login, oneTimePassword)
  await me.changePassword({ current: oneTimePassword!, next: password })
  return person
}

/** Makes all throttled attempts forgotten, as time would. */
const forgetAttempts = () => sql`delete from access.attempt`.execute(host.db.kysely)

test('two nodes starting at once open one station with one admin', async () => {
  const made = await Promise.all([ensureFirstAdmin(host.db, '第一台'), ensureFirstAdmin(host.db, '第一台')])
  assert.equal(made.filter(Boolean).length, 1)
  assert.equal(await ensureFirstAdmin(host.db, '第二台'), undefined)
  first = made.find((one) => one !== undefined)!
  assert.match(first.oneTimePassword, /^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
})

test('with a one-time password one can do nothing but replace it', async () => {
  const { me } = await signedIn(first.login, first.oneTimePassword)
  const session = await me.session({})
  assert.equal(session.mustChangePassword, true)
  assert.deepEqual(session.scopes, [])
  await assert.rejects(me.people({}), refused('not-allowed', 403))
  const same = { current: first.oneTimePassword, next: first.oneTimePassword }
  await assert.rejects(me.changePassword(same), refused('same-password', 409))
  await assert.rejects(me.changePassword({ ...same, next: 'short' }), refused('invalid-input', 400))
  await assert.rejects(me.changePassword({ current: 'not this one', next: password }), refused('wrong-login', 401))

  const changed = await me.changePassword({ current: first.oneTimePassword, next: password })
  assert.equal(changed.mustChangePassword, false)
  assert.ok(changed.scopes.includes('people:manage'))
  const { items } = await me.people({})
  assert.equal(items.length, 1)
  assert.ok(items[0]?.lastSeenAt, 'who has signed in has been seen')
  await assert.rejects(signedIn(first.login, first.oneTimePassword), refused('wrong-login', 401))
})

test('signed out, one is nobody; a wrong password and an unknown login look alike', async () => {
  const me = openBrowser(origin).client(access)
  await assert.rejects(me.session({}), refused('not-signed-in', 401))
  const wrong = await me.login({ login: 'admin', password: 'wrong password' }).catch((error: Problem) => error.toJSON())
  const nobody = await me
    .login({ login: 'nobody', password: 'wrong password' })
    .catch((error: Problem) => error.toJSON())
  assert.deepEqual({ ...wrong, requestId: '' }, { ...nobody, requestId: '' })
  await forgetAttempts()
})

test('signing in again makes a new session and ends the old one; signing out ends it everywhere', async () => {
  const { browser, me } = await signedIn('Admin')
  const old = browser.cookie()
  await me.login({ login: 'admin', password })
  assert.notEqual(browser.cookie(), old)
  const current = browser.cookie()
  browser.setCookie(old)
  await assert.rejects(me.session({}), refused('not-signed-in', 401))
  browser.setCookie(current)
  await me.logout({})
  assert.equal(browser.cookie(), undefined)
  browser.setCookie(current)
  await assert.rejects(me.session({}), refused('not-signed-in', 401))
})

test('the cookie is out of reach of scripts, travels by https only where the page does, and is not stored', async () => {
  const lines: string[] = []
  for (const proto of ['http', 'https']) {
    const reply = await openBrowser(origin).fetch('/api/access/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-proto': proto },
      body: JSON.stringify({ login: 'admin', password }),
    })
    lines.push(reply.headers.getSetCookie()[0]!)
  }
  assert.match(lines[0]!, /^rongmei_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/)
  assert.match(lines[1]!, /; HttpOnly; SameSite=Lax; Secure$/)
  const token = /=([\w-]{43});/.exec(lines[0]!)![1]!
  const { rows } = await sql<{ row: string }>`select s::text as row from access.session s`.execute(host.db.kysely)
  assert.ok(
    rows.length > 0 &&
      rows.every(({ row }) => !row.includes(token) && !row.includes(Buffer.from(token).toString('hex'))),
  )
})

test('a changed password ends all other sessions of the person', async () => {
  await person('lin', 'editor')
  const [here, there] = [await signedIn('lin'), await signedIn('lin')]
  await here.me.changePassword({ current: password, next: 'another long password' })
  assert.equal((await here.me.session({})).person?.login, 'lin')
  await assert.rejects(there.me.session({}), refused('not-signed-in', 401))
})

test('a session ends after 12 unused hours, and after 7 days in any case', async () => {
  const { me } = await signedIn('admin')
  const age = (column: 'seen_at' | 'began_at', time: string) =>
    sql`update access.session set ${sql.ref(column)} = now() - ${time}::interval`.execute(host.db.kysely)
  await age('seen_at', '11 hours 59 minutes')
  assert.ok(await me.session({}))
  const { rows } = await sql<{ fresh: boolean }>`
    select bool_or(seen_at > now() - interval '1 minute') as fresh from access.session`.execute(host.db.kysely)
  assert.equal(rows[0]!.fresh, true, 'use prolongs it')
  await age('seen_at', '12 hours')
  await assert.rejects(me.session({}), refused('not-signed-in', 401))
  const again = await signedIn('admin')
  await age('began_at', '7 days')
  await assert.rejects(again.me.session({}), refused('not-signed-in', 401))
})

test('whoever guesses at a password waits longer and longer, also when guessing many at once', async () => {
  await person('guessed')
  await forgetAttempts()
  const guess = () => openBrowser(origin).client(access).login({ login: 'guessed', password: 'wrong password' })
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => guess().catch((error: Problem) => error)))
  const kinds = outcomes.map((outcome) => (outcome as Problem).type)
  assert.equal(kinds.filter((kind) => kind === 'wrong-login').length, 5)
  assert.equal(kinds.filter((kind) => kind === 'too-many-attempts').length, 7)

  const right = signedIn('guessed').catch((error: Problem) => error)
  const refusal = (await right) as Problem
  assert.deepEqual([refusal.type, refusal.status], ['too-many-attempts', 429])
  assert.ok((refusal.detail.retryAfterSeconds as number) >= 1)
  assert.ok(await signedIn('admin'), 'others sign in meanwhile')

  const waits: number[] = []
  for (let failure = 6; failure <= 18; failure += 1) {
    await sql`update access.attempt set until = now() - interval '1 second'`.execute(host.db.kysely)
    await assert.rejects(guess(), refused('wrong-login', 401))
    const next = await guess().catch((error: Problem) => error)
    waits.push((next as Problem).detail.retryAfterSeconds as number)
  }
  // Between the failure and the question a busy machine may have let some of the wait pass.
  for (const [i, full] of [10, 20, 40, 80].entries()) {
    assert.ok(waits[i]! > full / 2 && waits[i]! <= full, `${waits[i]} s of ${full}`)
  }
  assert.ok(Math.max(...waits) > 800 && Math.max(...waits) <= 900)

  await sql`update access.attempt set until = now() - interval '1 second'`.execute(host.db.kysely)
  assert.ok(await signedIn('guessed'), 'and after the wait the right password opens the door')
  const { rows } = await sql`select 1 from access.attempt where key = 'account guessed'`.execute(host.db.kysely)
  assert.equal(rows.length, 0, 'success starts the account afresh')
  await forgetAttempts()
})

test('many accounts tried from one address make the address wait', async () => {
  const outcomes: string[] = []
  for (let n = 0; n < 21; n += 1) {
    const guess = openBrowser(origin)
      .client(access)
      .login({ login: `guess${n}`, password: 'wrong password' })
    outcomes.push(
      await guess.then(
        () => 'in',
        (error: Problem) => error.type,
      ),
    )
  }
  assert.deepEqual([outcomes[19], outcomes[20]], ['wrong-login', 'too-many-attempts'])
  await forgetAttempts()
})

test('a foreign page cannot act in the name of who is signed in, our own page and programs can', async () => {
  const { browser } = await signedIn('admin')
  const post = (headers: Record<string, string>) => {
    const init = { method: 'DELETE', headers: { cookie: browser.cookie()!, ...headers } }
    return fetch(new URL('/api/access/keys/00000000-0000-7000-8000-000000000000', origin), init)
  }
  const host = new URL(origin).host
  const statuses = [
    await post({ 'sec-fetch-site': 'cross-site' }),
    await post({ 'sec-fetch-site': 'same-site' }),
    await post({ origin: 'https://evil.example' }),
    await post({ origin: 'null' }),
    await post({ 'sec-fetch-site': 'same-origin' }),
    await post({ origin: `http://${host}` }),
    await post({}),
  ].map((reply) => reply.status)
  assert.deepEqual(statuses, [403, 403, 403, 403, 404, 404, 404])
})

test('an API key works in its own station with its own scopes until it is revoked or expires', async () => {
  const { me } = await signedIn('admin')
  const { key, secret } = await me.createKey({ name: 'ingest robot', scopes: ['station:read'], expiresInDays: 30 })
  assert.match(secret, /^rk_[a-z0-9]{8}_[\w-]{43}$/)
  assert.ok(secret.startsWith(`${key.prefix}_`))
  const robot = client(access, { origin, token: secret })
  assert.ok((await robot.people({})).items.length > 0)
  await assert.rejects(robot.keys({}), refused('not-allowed', 403))
  assert.deepEqual((await robot.session({})).scopes, ['station:read'])
  await assert.rejects(
    robot.changePassword({ current: password, next: 'some other words' }),
    refused('not-a-person', 403),
  )

  const [listed] = (await me.keys({})).items
  assert.equal(listed?.createdBy, 'admin')
  assert.ok(listed?.lastUsedAt)
  assert.equal(JSON.stringify(await me.keys({})).includes(secret.slice(12)), false)

  await me.revokeKey({ id: key.id })
  await assert.rejects(robot.people({}), refused('bad-key', 401))
  const brief = await me.createKey({ name: 'brief', scopes: ['station:read'], expiresInDays: 1 })
  await sql`update access.api_key set expires_at = now() where id = ${brief.key.id}`.execute(host.db.kysely)
  await assert.rejects(client(access, { origin, token: brief.secret }).people({}), refused('bad-key', 401))
  const forged = `${brief.secret.slice(0, -4)}AAAA`
  await assert.rejects(client(access, { origin, token: forged }).people({}), refused('bad-key', 401))
})

test('nobody makes a key, or a colleague, that may do more than they may', async () => {
  const { secret } = await createLocalKey(host.db, { name: 'keys only', scopes: ['keys:manage', 'people:manage'] })
  const robot = client(access, { origin, token: secret })
  await assert.rejects(robot.createKey({ name: 'more', scopes: ['audit:read'] }), refused('not-allowed', 403))
  assert.ok(await robot.createKey({ name: 'same', scopes: ['keys:manage'] }))
  await assert.rejects(robot.invite({ login: 'boss', name: 'Boss', role: 'admin' }), refused('not-allowed', 403))
  const { me } = await signedIn('admin')
  const admin = (await me.session({})).person!
  await assert.rejects(robot.resetPassword({ id: admin.id }), refused('not-allowed', 403))
})
