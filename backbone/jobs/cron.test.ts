import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { testDatabase } from '#testing/postgres'
import { ended, openEngine, submit, until } from './drills/stand.ts'
import { step, workflow } from './index.ts'
import { removeOldRuns } from './retention.ts'

const quick = workflow('quick', {
  input: Type.Object({}),
  start: () => [step('only', 'tell')],
  steps: { tell: { queue: 'q', input: Type.Object({}), run: async ({ log }) => log('here') } },
})

test('what is due by the clock happens on one of two nodes, and old runs are removed', async () => {
  const base = await testDatabase()
  const engines = await Promise.all([openEngine(base.url, () => [quick]), openEngine(base.url, () => [quick])])
  const [one] = engines
  try {
    const calls: number[] = []
    for (const [i, { jobs }] of engines.entries()) await jobs.cron('tidy', '* * * * *', async () => void calls.push(i))
    await one.jobs.work({ q: 1 })
    const [old, young] = [
      await submit(one, { workflow: 'quick', station: randomUUID() }),
      await submit(one, { workflow: 'quick', station: randomUUID() }),
    ]
    for (const run of [old, young]) await ended(one, run)
    await one.db.pool.query(`update jobs.run set ended_at = now() - interval '8 days' where id = $1`, [old])
    assert.equal(await removeOldRuns(one.db, 7), 1)
    const { rows } = await one.db.pool.query('select id from jobs.run')
    assert.deepEqual(rows, [{ id: young }])
    await until(() => calls.length > 0, 90)
    await sleep(1500)
    assert.equal(calls.length, 1, 'one node only')
  } finally {
    for (const engine of engines) await engine.close()
    await base.drop()
  }
})
