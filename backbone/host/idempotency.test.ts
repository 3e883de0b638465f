import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { systemCall } from '#backbone'
import { migrate, openDatabase, type Database } from '#backbone/db'
import { testDatabase } from '#testing/postgres'
import { openIdempotency } from './idempotency.ts'

let given: Awaited<ReturnType<typeof testDatabase>>
let db: Database
before(async () => {
  given = await testDatabase()
  db = openDatabase(given.url)
  await migrate(db, 'host', new URL('./migrations/', import.meta.url))
})
after(async () => {
  await db.close()
  await given.drop()
})

test('what was done is not done again because its answer could not be kept', async () => {
  const call = systemCall(randomUUID(), 'tester')
  let done = 0
  // PostgreSQL keeps no zero character in JSON.
  const run = async () => ({ done: (done += 1), text: '\u0000' })
  const ask = () => openIdempotency(db)(call, 'notes.add', 'k', { text: 'x' }, run)
  assert.deepEqual(await ask(), { done: 1, text: '\u0000' })
  await assert.rejects(ask(), { type: 'still-running' })
  assert.equal(done, 1)
})
