import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, afterEach, before, test } from 'node:test'
import type { ChildProcess } from 'node:child_process'
import { testDatabase } from '#testing/postgres'
import {
  ended,
  isAlive,
  killAll,
  openEngine,
  openLogbook,
  startWorker,
  stepsOf,
  submit,
  until,
} from './drills/stand.ts'
import type { Engine, Entry } from './drills/stand.ts'
import { drillWorkflow } from './drills/workflows.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let engine: Engine
let entries: () => Promise<Entry[]>
const workers: ChildProcess[] = []
const station = randomUUID()

before(async () => {
  base = await testDatabase()
  engine = await openEngine(base.url, (db) => [drillWorkflow(db)])
  entries = await openLogbook(engine.db)
})
afterEach(() => killAll(workers))
after(async () => {
  await engine.close()
  await base.drop()
})

const worker = async (node: string, slots: number) => {
  const child = await startWorker(base.url, node, slots)
  workers.push(child)
  return child
}
const entriesOf = async (run: string) => (await entries()).filter((entry) => entry.run === run)
/** Milliseconds for which two attempts at the same step were both at work. */
const overlapMs = (all: Entry[], endOf: (entry: Entry) => number) =>
  all.flatMap((a) =>
    all.filter((b) => b.key === a.key && b.attempt > a.attempt).map((b) => Math.max(0, endOf(a) - b.began.getTime())),
  )

test('when a worker is killed others take its steps up, and nothing is repeated or runs twice at once', async (t) => {
  const [doomed] = await Promise.all([worker('doomed', 3), worker('heir', 3)])
  const run = await submit(engine, { workflow: 'drill', station, input: { count: 12, ms: 1500, kind: 'nap' } })
  const holds = async () => {
    const mine = (await entriesOf(run)).filter((entry) => entry.pid === doomed.pid)
    // Well in the middle of these, so that those before have been recorded and these cannot end by themselves.
    const ageMs = (entry: Entry) => Date.now() - entry.began.getTime()
    const open = mine.filter((entry) => !entry.ended && ageMs(entry) > 300 && ageMs(entry) < 1000)
    return mine.some((entry) => entry.ended) && open.length >= 2
  }
  await until(holds)
  doomed.kill('SIGKILL')
  const killedAt = Date.now()
  assert.equal(await ended(engine, run, 120), 'done')
  const all = await entriesOf(run)
  const lost = all.filter((entry) => entry.pid === doomed.pid && !entry.ended)
  assert.ok(lost.length >= 2, 'the killed worker held steps')
  for (const { key } of lost) {
    const again = all.filter((entry) => entry.key === key && entry.pid !== doomed.pid)
    assert.equal(again.length, 1, `${key} was taken up once`)
    assert.equal(again[0]!.outcome, 'done')
  }
  const waits = lost.map(({ key }) => all.find((e) => e.key === key && e.attempt > 1)!.began.getTime() - killedAt)
  t.diagnostic(`taken up ${Math.max(...waits)} ms after the kill`)
  const finished = all.filter((entry) => entry.outcome === 'done')
  assert.equal(new Set(finished.map((entry) => entry.key)).size, 12)
  assert.equal(finished.length, 12, 'no finished step was repeated')
  assert.ok(overlapMs(all, (entry) => entry.ended?.getTime() ?? killedAt).every((ms) => ms === 0))
  assert.equal((await stepsOf(engine, run)).gather!.output, 12)
})

test('a frozen worker that wakes after its lease has its result refused and its ffmpeg killed', async (t) => {
  const frozen = await worker('frozen', 2)
  const run = await submit(engine, { workflow: 'drill', station, input: { count: 1, ms: 40_000, kind: 'encode' } })
  const first = await until(async () => (await entriesOf(run)).find((entry) => entry.child))
  frozen.kill('SIGSTOP')
  await worker('heir', 2)
  const second = await until(async () => (await entriesOf(run)).find((entry) => entry.attempt === 2))
  assert.notEqual(second.pid, frozen.pid)
  assert.ok(await isAlive(first.child!), 'nobody can stop the child of a frozen process')
  const woken = Date.now()
  frozen.kill('SIGCONT')
  await until(async () => !(await isAlive(first.child!)))
  t.diagnostic(`its ffmpeg was dead ${Date.now() - woken} ms after it woke`)
  assert.ok(await isAlive(second.child!), 'the new owner works on')
  const end = await until(async () => (await entriesOf(run)).find((entry) => entry.attempt === 1 && entry.ended))
  assert.match(end.outcome!, /aborted: lost/)
  const step = (await stepsOf(engine, run))['encode-0']!
  assert.deepEqual([step.state, step.attempt, step.node], ['running', 2, 'heir'])
  await engine.jobs.cancel(run)
  await until(async () => !(await isAlive(second.child!)))
})

test('cancelling a run kills its ffmpeg in whatever process it runs, and the run is told of once', async (t) => {
  await worker('far', 2)
  const run = await submit(engine, { workflow: 'drill', station, input: { count: 2, ms: 60_000, kind: 'encode' } })
  const running = await until(async () => {
    const all = (await entriesOf(run)).filter((entry) => entry.child)
    return all.length === 2 && all
  })
  const cancelled = Date.now()
  await engine.jobs.cancel(run)
  for (const { child } of running) await until(async () => !(await isAlive(child!)))
  t.diagnostic(`both ffmpeg were dead ${Date.now() - cancelled} ms after the cancel`)
  assert.equal(await ended(engine, run), 'cancelled')
  const all = await until(async () => {
    const seen = await entriesOf(run)
    return seen.every((entry) => entry.ended) && seen
  })
  assert.ok(all.every((entry) => /aborted: cancelled/.test(entry.outcome!)))
  assert.deepEqual(
    engine.ends.filter((end) => end.run === run).map((end) => end.state),
    ['cancelled'],
  )
  await assert.rejects(engine.jobs.cancel(run), { type: 'run-ended' })
})
