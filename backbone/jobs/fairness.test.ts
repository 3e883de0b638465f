import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { testDatabase } from '#testing/postgres'
import { ended, openEngine, submit, until, type Engine } from './drills/stand.ts'
import { step, workflow } from './index.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
const engines: Engine[] = []

/** How many steps of each station run just now in all engines, and the most there ever were. */
const running = new Map<string, number>()
const most = new Map<string, number>()
const order: { station: string; name: string }[] = []

const busy = workflow('busy', {
  input: Type.Object({ name: Type.String(), ms: Type.Integer() }),
  start: (input) => [step('only', 'work', input)],
  steps: {
    work: {
      queue: 'busy',
      input: Type.Object({ name: Type.String(), ms: Type.Integer() }),
      run: async ({ run, input }) => {
        const now = (running.get(run.station) ?? 0) + 1
        running.set(run.station, now)
        most.set(run.station, Math.max(now, most.get(run.station) ?? 0))
        order.push({ station: run.station, name: input.name })
        await sleep(input.ms)
        running.set(run.station, running.get(run.station)! - 1)
      },
    },
  },
})

before(async () => {
  base = await testDatabase()
  // Three nodes start on the empty database at the same moment.
  const open = () => openEngine(base.url, () => [busy], { caps: { busy: 2 }, connections: 5 })
  engines.push(...(await Promise.all([open(), open(), open()])))
})
after(async () => {
  for (const engine of engines) await engine.close()
  await base.drop()
})

test('a station that queues 60 steps first holds no more than its cap, others are done long before', async () => {
  const [one, two] = engines as [Engine, Engine]
  const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()]
  const queueUp = (station: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) =>
        submit(one, { workflow: 'busy', station, input: { name: String(i), ms: 60 } }),
      ),
    )
  const long = await queueUp(first, 60)
  const short = [...(await queueUp(second, 5)), ...(await queueUp(third, 5))]
  await Promise.all([one.jobs.work({ busy: 4 }), two.jobs.work({ busy: 4 })])
  for (const run of short) await ended(one, run)
  const { rows } = await one.db.pool.query(
    `select count(*)::int as left from jobs.run where station = $1 and ended_at is null`,
    [first],
  )
  assert.ok(rows[0].left > 30, `${rows[0].left} of 60 are still to do when the others are done`)
  for (const run of long) assert.equal(await ended(one, run), 'done')
  assert.ok(
    [...most.values()].every((count) => count <= 2),
    `at most two at once: ${[...most.values()]}`,
  )
  const times = await one.db.pool.query('select max(attempt) as most, count(*)::int as steps from jobs.step')
  assert.deepEqual(times.rows[0], { most: 1, steps: 70 }, 'two workers never claimed the same step')
  assert.equal(order.length, 70)
  assert.equal([...one.ends, ...two.ends].length, 70, 'every end was told once')
  await Promise.all([one.jobs.stopWork(), two.jobs.stopWork()])
})

test('what is urgent goes first, and of equals the older', async () => {
  const [one] = engines as [Engine]
  const station = randomUUID()
  order.length = 0
  const ask = (name: string, priority: number) =>
    submit(one, { workflow: 'busy', station, priority, input: { name, ms: 10 } })
  for (const [name, priority] of [
    ['low', -1],
    ['a', 0],
    ['b', 0],
    ['urgent', 9],
    ['c', 0],
  ] as const)
    await ask(name, priority)
  await one.jobs.work({ busy: 1 })
  await until(() => order.length === 5)
  assert.deepEqual(
    order.map((step) => step.name),
    ['urgent', 'a', 'b', 'c', 'low'],
  )
})
