import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { migrate, openDatabase, type Database } from '#backbone/db'
import { testDatabase } from '#testing/postgres'
import { checkDatabase } from './doctor-station.ts'

let given: Awaited<ReturnType<typeof testDatabase>>
let db: Database

before(async () => {
  given = await testDatabase()
  db = openDatabase(given.url, { connections: 1 })
})
after(async () => {
  await db.close()
  await given.drop()
})

const events = async () => (await checkDatabase(given.url)).find((one) => one.name === 'events')

test('doctor says whether there are events that nobody could handle, and what to do', async () => {
  assert.equal(await events(), undefined, 'a database on which no station has run holds none')
  await migrate(db, 'bus', new URL('../backbone/bus/migrations/', import.meta.url))
  assert.deepEqual([(await events())!.ok, (await events())!.says], [true, 'no event is parked'])
  await sql`insert into bus.subscriber (name) values ('vms'), ('search')`.execute(db.kysely)
  await sql`insert into bus.delivery (subscriber, position, subject, event, parked) values
    ('vms', 1, 'a', '{}', true), ('search', 1, 'a', '{}', true), ('vms', 2, 'a', '{}', false)`.execute(db.kysely)
  const found = (await events())!
  assert.deepEqual([found.ok, found.says], [false, '2 events are parked (search, vms)'])
  assert.match(found.advice!, /Events nobody could handle/)
})
