import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase, type Database } from '#backbone/db'
import { openListener, type Listener } from '#backbone/realtime'
import { openTelemetry } from '#backbone/telemetry'
import { testDatabase } from '#testing/postgres'
import * as store from './store.ts'
import { openBus, type Bus, type BusEvent, type Handlers } from './index.ts'

let given: Awaited<ReturnType<typeof testDatabase>>
let db: Database
const station = randomUUID()
const { log } = openTelemetry({ node: 'test', level: 'silent' })
const open: { bus: Bus; listener: Listener }[] = []

before(async () => {
  given = await testDatabase()
  db = openDatabase(given.url)
})
afterEach(async () => {
  for (const { bus, listener } of open.splice(0)) {
    await bus.stop()
    await listener.close()
  }
})
after(async () => {
  await db.close()
  await given.drop()
})

/** A node's bus with one subscriber. */
const node = async (name: string, subscriber: string, handlers: Handlers, more: object = {}) => {
  const listener = openListener(given.url, log)
  const bus = await openBus({ db, node: name, log, listener, retryBaseMilliseconds: 20, ...more })
  open.push({ bus, listener })
  bus.subscribe(subscriber, handlers)
  await bus.start()
  return bus
}

/** The bus of a node that only tells. */
const teller = async () => {
  const listener = openListener(given.url, log)
  const bus = await openBus({ db, node: 'teller', log, listener })
  open.push({ bus, listener })
  return (type: string, subject: string, data: object = {}) =>
    db.across('bus', (tx) => bus.publish(tx, { type, station, subject, data }))
}

const until = async (what: string, met: () => boolean | Promise<boolean>) => {
  for (let waited = 0; waited < 20_000; waited += 20) {
    if (await met()) return
    await sleep(20)
  }
  assert.fail(`waited in vain: ${what}`)
}
const parked = () => db.across('bus', (tx) => store.listParked(tx, undefined, 50))
const replay = (subscriber: string, position: number) =>
  db.across('bus', (tx) => store.setBack(tx, subscriber, position))
const numberOf = (event: BusEvent<{ n: number }>) => event.data.n

test('a fact is told when its transaction commits, and never when it does not', async () => {
  const heard: BusEvent[] = []
  const bus = await node('a', 'commit', { 'thing.made': async (event) => void heard.push(event) })
  const told = (n: number, fails: boolean) =>
    db
      .inStation('bus', station, () => Promise.resolve())
      .then(() =>
        db.across('bus', async (tx) => {
          await bus.publish(tx, { type: 'thing.made', station, subject: 's', data: { n } })
          await sleep(150)
          assert.equal(
            heard.some((event) => event.data.n === n),
            false,
            'not before the commit',
          )
          if (fails) throw new Error('rolled back')
        }),
      )
  await assert.rejects(told(1, true), /rolled back/)
  await told(2, false)
  await until('the fact', () => heard.length > 0)
  await sleep(200)
  assert.deepEqual(heard.map(numberOf), [2])
  const { id, time, ...envelope } = heard[0]!
  assert.ok(id && !Number.isNaN(Date.parse(time)))
  assert.deepEqual(envelope, {
    specversion: '1.0',
    source: '/thing',
    type: 'thing.made',
    subject: 's',
    datacontenttype: 'application/json',
    station,
    data: { n: 2 },
  })
})

test('facts about one subject arrive in the order in which they were told, each once', async () => {
  const tell = await teller()
  const heard = new Map<string, number[]>()
  await node('a', 'order', {
    'order.kept': async (event) => {
      await sleep(Math.random() * 5)
      heard.set(event.subject, [...(heard.get(event.subject) ?? []), numberOf(event)])
    },
  })
  for (let n = 0; n < 25; n += 1)
    await Promise.all(['x', 'y', 'z'].map((subject) => tell('order.kept', subject, { n })))
  const whole = Array.from({ length: 25 }, (_, n) => n)
  await until('all', () => [...heard.values()].flat().length === 75)
  for (const subject of ['x', 'y', 'z']) assert.deepEqual(heard.get(subject), whole)
})

test('a fact whose transaction lasts long is not overtaken out of sight by later ones', async () => {
  const tell = await teller()
  const heard: number[] = []
  const bus = await node('a', 'late', { 'late.told': async (event) => void heard.push(numberOf(event)) })
  const slow = db.across('bus', async (tx) => {
    await bus.publish(tx, { type: 'late.told', station, subject: 'slow', data: { n: 1 } })
    await sleep(600)
  })
  await sleep(100)
  await tell('late.told', 'quick', { n: 2 })
  await slow
  await until('both', () => heard.length === 2)
  assert.deepEqual(heard.toSorted(), [1, 2])
})

test('a fact nobody can handle is parked, holds back its own subject only while tried, and can be tried again', async () => {
  const tell = await teller()
  const heard: string[] = []
  let poisoned = true
  const handlers: Handlers = {
    'poison.told': async (event) => {
      if (event.subject === 'bad' && numberOf(event) === 1 && poisoned) throw new TypeError('cannot swallow this')
      heard.push(`${event.subject} ${numberOf(event)}`)
    },
  }
  await node('a', 'poison', handlers, { maxAttempts: 3 })
  for (const n of [1, 2]) for (const subject of ['bad', 'good']) await tell('poison.told', subject, { n })
  await until('the good ones', () => heard.includes('good 1') && heard.includes('good 2'))
  await until('parking', async () => (await parked()).length === 1)
  await until('the next of the subject', () => heard.includes('bad 2'))
  const [one] = await parked()
  assert.equal(one!.attempts, 3)
  assert.equal(one!.error, 'TypeError: cannot swallow this')
  assert.deepEqual([one!.subject, one!.type, one!.station], ['bad', 'poison.told', station])

  poisoned = false
  await db.across('bus', (tx) => store.unpark(tx, one!.subscriber, Number(one!.position)))
  await until('the mended one', () => heard.includes('bad 1'))
  assert.deepEqual(await parked(), [])
  assert.equal(heard.length, 4)
})

test('a fact that fails once is told again before the next of its subject', async () => {
  const tell = await teller()
  const heard: number[] = []
  let failures = 0
  await node('a', 'again', {
    'again.told': async (event) => {
      if (numberOf(event) === 1 && (failures += 1) <= 2) throw new Error('not now')
      heard.push(numberOf(event))
    },
  })
  for (const n of [1, 2, 3]) await tell('again.told', 'one', { n })
  await until('all', () => heard.length === 3)
  assert.deepEqual(heard, [1, 2, 3])
})

test('a subscriber can have everything after a position told once more', async () => {
  const tell = await teller()
  const heard: number[] = []
  await node('a', 'replay', { 'replay.told': async (event) => void heard.push(numberOf(event)) })
  for (const n of [1, 2, 3]) await tell('replay.told', 'r', { n })
  await until('all', () => heard.length === 3)
  const { rows } = await sql<{ position: string }>`
    select position from bus.event where type = 'replay.told' order by position`.execute(db.kysely)
  await sleep(100)
  await replay('replay', Number(rows[0]!.position))
  await until('the last two once more', () => heard.length === 5)
  assert.deepEqual(heard, [1, 2, 3, 2, 3])
  await replay('replay', 0)
  await until('everything', () => heard.length === 8)
  await sleep(100)
  const far = await replay('replay', 1_000_000)
  assert.equal(far!.ahead, true, 'set ahead it would pass over what is told next')
  await tell('replay.told', 'r', { n: 4 })
  await until('the next', () => heard.length === 9)
})

test('a replay asked for while facts are being handled is not lost', async () => {
  const tell = await teller()
  const heard: number[] = []
  const gate = Promise.withResolvers<void>()
  const handlers: Handlers = {
    'rewound.told': async (event) => {
      heard.push(numberOf(event))
      if (numberOf(event) === 2) await gate.promise
    },
  }
  await node('a', 'rewound', handlers)
  await tell('rewound.told', 'r', { n: 1 })
  await until('the first', () => heard.length === 1)
  await sleep(100)
  await tell('rewound.told', 'r', { n: 2 })
  await until('the second', () => heard.length === 2)
  const { rows } = await sql<{ position: string }>`
    select min(position) - 1 as position from bus.event where type = 'rewound.told'`.execute(db.kysely)
  await replay('rewound', Number(rows[0]!.position))
  // What the node's own renewing of its lease does.
  await sql`update bus.subscriber set holder = 'a', held_until = now() + interval '30 seconds'
    where name = 'rewound'`.execute(db.kysely)
  gate.resolve()
  await until('both once more', () => heard.length === 4)
  assert.deepEqual(heard, [1, 2, 1, 2])
})

test('in a database loaded from a dump, what was not delivered is, and new facts are', async () => {
  const tell = await teller()
  const heard: number[] = []
  const handlers: Handlers = { 'moved.told': async (event) => void heard.push(numberOf(event)) }
  const before = await node('a', 'moved', handlers)
  await tell('moved.told', 'm', { n: 1 })
  await until('the first', () => heard.length === 1)
  await before.stop()
  await tell('moved.told', 'm', { n: 2 })
  // The cluster that the dump came from was far ahead of the one it is loaded into.
  for (const table of ['event', 'subscriber'])
    await sql`update ${sql.table(`bus.${table}`)} set tx = (tx::text::bigint + 1000000)::text::xid8`.execute(db.kysely)
  await node('b', 'moved', handlers)
  await tell('moved.told', 'm', { n: 3 })
  await until('all', () => heard.includes(2) && heard.includes(3))
  assert.ok(heard.indexOf(2) < heard.indexOf(3))
})

test('two nodes share a subscriber: each fact is handled once, and by the other node when one has gone', async () => {
  const tell = await teller()
  const heard: string[] = []
  const handlers = (name: string): Handlers => ({
    'shared.told': async (event) => {
      await sleep(2)
      heard.push(`${name} ${numberOf(event)}`)
    },
  })
  await node('first', 'shared', handlers('first'))
  await node('second', 'shared', handlers('second'))
  for (let n = 0; n < 40; n += 1) await tell('shared.told', `s${n % 5}`, { n })
  await until('all', () => heard.length >= 40)
  await sleep(200)
  assert.equal(heard.length, 40)
  assert.equal(new Set(heard.map((one) => one.split(' ')[1])).size, 40)

  const holder = await sql<{ holder: string }>`select holder from bus.subscriber where name = 'shared'`.execute(
    db.kysely,
  )
  const went = holder.rows[0]!.holder
  const [gone] = open.splice(went === 'first' ? 1 : 2, 1) // the teller is the first of the three
  await gone!.bus.stop()
  await gone!.listener.close()
  for (let n = 40; n < 45; n += 1) await tell('shared.told', 's', { n })
  await until('the rest', () => heard.length === 45)
  assert.ok(heard.slice(40).every((one) => !one.startsWith(went)))
})

test('a handler that never ends is given up, its signal aborts, and the fact is tried again', async () => {
  const tell = await teller()
  let attempts = 0
  let aborted = false
  const heard: number[] = []
  const handlers: Handlers = {
    'hangs.told': async (event, signal) => {
      attempts += 1
      if (attempts === 1) {
        signal.addEventListener('abort', () => (aborted = true))
        return new Promise(() => {})
      }
      heard.push(numberOf(event))
    },
  }
  await node('a', 'hangs', handlers, { handlerTimeoutSeconds: 0.3 })
  await tell('hangs.told', 'h', { n: 1 })
  await until('the second attempt', () => heard.length === 1)
  assert.deepEqual([attempts, aborted], [2, true])
})

test('a fact can be told in a transaction that is fenced to a station', async () => {
  const heard: BusEvent[] = []
  const bus = await node('a', 'fenced', { 'fenced.told': async (event) => void heard.push(event) })
  await db.inStation('bus', station, (tx) => bus.publish(tx, { type: 'fenced.told', station, subject: 'f', data: {} }))
  await until('the fact', () => heard.length === 1)
})
