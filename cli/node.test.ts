import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from '#testing/postgres'
import { until } from '#testing/programs'
import { openNode } from './node.ts'

test('a node is known by more than the name of its machine, and is itself again after a restart', async () => {
  const database = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'rongmei node '))
  const holder = async (): Promise<string> => {
    await using opened = new AsyncDisposableStack()
    const roles = { httpOf: [], queues: {} }
    const caps = {}
    const parts = {
      name: 'county',
      folder,
      databaseUrl: database.url,
      bucket: undefined,
      roles,
      caps,
      seal: Buffer.alloc(32),
    }
    const { host, db } = await openNode({ ...parts, logName: 'node.log' }, opened)
    await host.work()
    return until('a lease', async () => {
      const { rows } = await sql<{ holder: string }>`
        select distinct holder from bus.subscriber where holder is not null`.execute(db.kysely)
      return rows[0]?.holder
    })
  }
  try {
    const first = await holder()
    assert.match(first, /^county [\w-]+$/)
    assert.equal(await holder(), first)
  } finally {
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
})
