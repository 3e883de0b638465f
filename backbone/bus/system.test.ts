import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { contract, service } from '#backbone'
import { access } from '#backbone/access/contract'
import { createLocalKey, ensureFirstAdmin } from '#backbone/access'
import { client } from '#backbone/client'
import type { Scope } from '#backbone/scopes'
import { openBrowser } from '#testing/browser'
import { startTestHost, type TestHost } from '#testing/host'
import { system } from './contract.ts'

const password = 'correct horse battery'
const heard: number[] = []
let broken = true

/** A service that takes events and cannot handle those that are odd until it is mended. */
const listening = service()({
  contract: contract({ name: 'listening', summary: 'Takes events', operations: {}, events: {} }),
  uses: {},
  start: () => ({
    api: {},
    on: {
      'thing.told': async ({ data }) => {
        const { n } = data as { n: number }
        if (broken && n % 2 === 1) throw new TypeError(`${n} is odd`)
        heard.push(n)
      },
    },
  }),
})

let host: TestHost
let origin: string
/** The province runs the platform; the county stands below it. Each has an admin and a key that may do everything. */
let province: ReturnType<typeof openBrowser>
let county: ReturnType<typeof openBrowser>
let countyStation: string

const signIn = async (login: string, oneTimePassword: string) => {
  const browser = openBrowser(origin)
  await browser.client(access).login({ login, password: oneTimePassword })
  await browser.client(access).changePassword({ current: oneTimePassword, next: password })
  return browser
}

before(async () => {
  host = await startTestHost({ services: [listening], signIn: true, queues: {} })
  origin = await host.listen()
  province = await signIn('admin', (await ensureFirstAdmin(host.db, '省台'))!.oneTimePassword)
  countyStation = (await province.client(access).createStation({ name: '县台' })).id
  province.goTo(countyStation)
  const made = await province.client(access).invite({ login: 'county', name: '县', role: 'admin' })
  province.goTo(undefined)
  county = await signIn('county', made.oneTimePassword!)
})
after(() => host.close())

const tell = (n: number) =>
  host.db.across('bus', (tx) =>
    host.bus.publish(tx, { type: 'thing.told', station: countyStation, subject: `s${n}`, data: { n } }),
  )
/** As if all attempts had been used up, which takes a minute; twice, since one may just be under way. */
const useUp = async () => {
  for (const pause of [200, 0]) {
    await host.db.kysely.updateTable('bus.delivery').set({ parked: true, attempts: 8 }).execute()
    await sleep(pause)
  }
}
const until = async (what: string, met: () => boolean | Promise<boolean>) => {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (await met()) return
    await sleep(50)
  }
  assert.fail(`waited in vain: ${what}`)
}

test('an event nobody could handle is seen with its reason, tried again, and told once more, on the record', async () => {
  const me = province.client(system)
  for (const n of [1, 2, 3, 4]) await tell(n)
  await until('the even ones', () => heard.length === 2)
  await until('the odd ones', async () => (await me.subscribers({}))[0]!.waiting === 2)
  await useUp()
  const first = await me.parked({ limit: 1 })
  const { position, time, ...one } = first.items[0]!
  assert.ok(position > 0 && Date.parse(time) > 0)
  assert.deepEqual(one, {
    subscriber: 'listening',
    type: 'thing.told',
    station: countyStation,
    subject: 's1',
    attempts: 8,
    error: 'TypeError: 1 is odd',
  })
  const rest = await me.parked({ cursor: first.next! })
  assert.deepEqual([rest.items.map((event) => event.subject), rest.next], [['s3'], undefined])
  await until('its having had all', async () => (await me.subscribers({}))[0]!.behind === 0)
  const [before] = await me.subscribers({})
  assert.deepEqual([before!.name, before!.waiting, before!.parked], ['listening', 0, 2])

  broken = false
  await me.unpark({ subscriber: 'listening', position })
  await until('the mended one', () => heard.includes(1))
  await until('its leaving the list', async () => (await me.parked({})).items.length === 1)
  await assert.rejects(me.unpark({ subscriber: 'listening', position }), { type: 'not-found', status: 404 })

  await me.replay({ subscriber: 'listening', position: 0 })
  await until('all of them once more', () => heard.length === 7)
  assert.deepEqual(heard.slice(3).toSorted(), [1, 2, 3, 4])
  await assert.rejects(me.replay({ subscriber: 'nobody', position: 0 }), { type: 'not-found', status: 404 })
  const ahead = me.replay({ subscriber: 'listening', position: position + 1000 })
  await assert.rejects(ahead, { type: 'ahead-of-subscriber', status: 409 })

  const trail = (await province.client(access).audit({})).items.slice(0, 2)
  assert.deepEqual(
    trail.map(({ action, subject }) => [action, subject]),
    [
      ['events.replayed', 'listening'],
      ['event.retried', `listening/${position}`],
    ],
  )
})

test('the operator sees how the node, its database and its store are', async () => {
  const { node, database, objects } = await province.client(system).health({})
  assert.match(node.runtime, /^v24\./)
  assert.ok(node.memoryBytes > 1e7 && Date.parse(node.startedAt) <= Date.now())
  assert.ok(database.bytes > 1e6 && database.connections >= 1 && database.mostConnections >= database.connections)
  assert.match(database.version, /^18/)
  assert.ok(objects.freeBytes! > 0)
})

test('a station below the one that runs the platform sees and changes nothing of it, whatever its role', async () => {
  const inCounty = { scopes: ['system:read', 'system:manage'] as Scope[] }
  const { secret } = await county.client(access).createKey({ name: 'county key', ...inCounty })
  province.goTo(countyStation)
  const refused = { type: 'operator-only', status: 403 }
  const callers = [county.client(system), client(system, { origin, token: secret }), province.client(system)]
  for (const me of callers) {
    await assert.rejects(me.parked({}), refused)
    await assert.rejects(me.health({}), refused)
    await assert.rejects(me.subscribers({}), refused)
    await assert.rejects(me.unpark({ subscriber: 'listening', position: 1 }), refused)
    await assert.rejects(me.replay({ subscriber: 'listening', position: 0 }), refused)
  }
  province.goTo(undefined)
})

test('in the station that runs the platform an operator may look, and only an admin may change', async () => {
  const { oneTimePassword } = await province.client(access).invite({ login: 'op', name: 'op', role: 'operator' })
  const operator = (await signIn('op', oneTimePassword!)).client(system)
  assert.equal((await operator.subscribers({})).length, 1)
  await assert.rejects(operator.replay({ subscriber: 'listening', position: 0 }), { type: 'not-allowed', status: 403 })
  const { oneTimePassword: other } = await province.client(access).invite({ login: 'ed', name: 'ed', role: 'editor' })
  const editor = (await signIn('ed', other!)).client(system)
  await assert.rejects(editor.parked({}), { type: 'not-allowed', status: 403 })
  const { secret } = await createLocalKey(host.db, { name: 'script', scopes: ['system:read', 'system:manage'] })
  assert.equal((await client(system, { origin, token: secret }).subscribers({})).length, 1)
  await assert.rejects(client(system, { origin }).parked({}), { type: 'not-signed-in', status: 401 })
})
