import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from '#testing/postgres'
import { openNode } from './node.ts'

test('two nodes on machines that are called alike never take each other for themselves; one that restarts is itself', async () => {
  const database = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'rongmei node '))
  // Objects lie in one place; what each node keeps to itself lies in its own.
  const holderOf = async (own: string): Promise<string> => {
    await using opened = new AsyncDisposableStack()
    const roles = { httpOf: [], queues: {} }
    const parts = { name: 'county', folder: join(folder, own), databaseUrl: database.url, bucket: undefined, roles }
    const { host, db } = await openNode({ ...parts, logName: 'node.log' }, opened)
    await host.work()
    const { rows } = await sql<{ holder: string }>`
      select distinct holder from bus.subscriber where holder is not null`.execute(db.kysely)
    return rows.map((row) => row.holder).join()
  }
  try {
    const first = await holderOf('one')
    assert.match(first, /^county [\w-]+$/)
    assert.equal(await holderOf('one'), first)
  } finally {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
})
