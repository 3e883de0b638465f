import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { testDatabase } from '#testing/postgres'
import { systemCall } from '../contract/call.ts'
import { Problem } from '../contract/problem.ts'
import { Nothing } from '../contract/schemas.ts'
import { ended, openEngine, stepsOf, submit, until, type Engine } from './drills/stand.ts'
import { runsApi, step, workflow, type RunTick, type StepContext, type StepResult } from './index.ts'

let base: Awaited<ReturnType<typeof testDatabase>>
let engine: Engine
const ticks: RunTick[] = []
const station = randomUUID()

/** What the scripted steps do, set by each test. */
const script = new Map<string, (step: StepContext) => Promise<StepResult | void>>()
const calls: string[] = []

const scripted = workflow('scripted', {
  input: Type.Object({ steps: Type.Array(Type.Object({ key: Type.String() }, { additionalProperties: true })) }),
  start: (input) => input.steps.map((spec) => ({ kind: 'act', ...spec })),
  steps: {
    act: {
      queue: 'q',
      input: Nothing,
      retries: 2,
      retryDelaySeconds: 0.2,
      run: async (context) => {
        calls.push(context.key)
        return script.get(context.key)?.(context)
      },
    },
    brief: {
      queue: 'q',
      input: Nothing,
      retries: 0,
      timeoutSeconds: 0.3,
      run: ({ signal }) => sleep(30_000, undefined, { signal }),
    },
  },
})

const start = (steps: object[], more: object = {}) =>
  submit(engine, { workflow: 'scripted', station, input: { steps }, ...more })

before(async () => {
  base = await testDatabase()
  engine = await openEngine(base.url, () => [scripted], { onChange: (tick) => void ticks.push(tick) })
  await engine.jobs.work({ q: 8 })
})
after(async () => {
  await engine.close()
  await base.drop()
  assert.deepEqual(engine.errors, [])
})

test('a step can ask for twenty more, and the one after them gets all their results', async () => {
  const keys = Array.from({ length: 20 }, (_, i) => `child-${i}`)
  script.set('fan', async () => ({
    next: [...keys.map((key) => step(key, 'act')), step('sum', 'act', {}, { after: keys })],
  }))
  for (const [i, key] of keys.entries()) script.set(key, async () => ({ output: i, cpuSeconds: 0.5 }))
  script.set('sum', async ({ results }) => ({
    output: Object.values(results).reduce<number>((a, b) => a + Number(b), 0),
  }))
  const run = await start([{ key: 'fan' }], { title: 'Twenty', subject: 'asset-1' })
  assert.equal(await ended(engine, run), 'done')
  assert.equal((await stepsOf(engine, run)).sum!.output, 190)
  const last = await until(() => ticks.findLast((tick) => tick.run === run && tick.state === 'done'))
  assert.deepEqual([last.progress, last.title, last.subject], [1, 'Twenty', 'asset-1'])
  assert.deepEqual(
    engine.ends.filter((end) => end.run === run),
    [{ station, run, workflow: 'scripted', subject: 'asset-1', state: 'done', error: null, cpuSeconds: 10 }],
  )
})

test('a run submitted in a transaction that rolls back was never there; one with an id is there once', async () => {
  const rolledBack = engine.db.inStation('jobs', station, async (tx) => {
    await engine.jobs.submit(tx, { workflow: 'scripted', station, title: 'gone', input: { steps: [{ key: 'gone' }] } })
    throw new Error('changed my mind')
  })
  await assert.rejects(rolledBack, /changed my mind/)
  const id = randomUUID()
  assert.equal(await start([{ key: 'twice' }], { id }), id)
  assert.equal(await start([{ key: 'twice' }], { id }), id)
  await ended(engine, id)
  const { rows } = await engine.db.pool.query("select from jobs.run where title = 'gone'")
  assert.equal(rows.length, 0)
  assert.deepEqual(
    calls.filter((key) => key === 'gone' || key === 'twice'),
    ['twice'],
  )
})

test('a failing step is tried again with pauses, then its run fails with the reason, until retried', async () => {
  const times: number[] = []
  let broken = true
  script.set('flaky', async () => {
    times.push(Date.now())
    if (broken) throw Object.assign(new Error('no signal\0'), { type: 'no-signal', detail: { channel: 7 } })
    return { output: 'ok' }
  })
  const run = await start([{ key: 'flaky' }, { key: 'later', after: ['flaky'] }])
  assert.equal(await ended(engine, run), 'failed')
  assert.equal(times.length, 3)
  assert.ok(times[2]! - times[1]! > times[1]! - times[0]! - 600, 'the pauses grow')
  const failure = { type: 'no-signal', title: 'no signal', detail: { channel: 7 } }
  const steps = await stepsOf(engine, run)
  assert.deepEqual(steps.flaky!.error, failure)
  assert.equal(steps.later!.state, 'cancelled')
  assert.deepEqual(
    engine.ends.filter((end) => end.run === run).map((end) => end.error),
    [failure],
  )
  broken = false
  await engine.jobs.retry(run)
  assert.equal(await ended(engine, run), 'done')
  assert.equal((await stepsOf(engine, run)).later!.state, 'done')
  await assert.rejects(engine.jobs.retry(run), { type: 'run-not-failed' })
})

test('an error that another attempt cannot mend fails at once, and a step that takes too long is stopped', async () => {
  script.set('wrong', async () => {
    throw new Problem('no-such-asset', 404, 'There is no such asset')
  })
  script.set('damaged', async () => {
    throw Object.assign(new Error('not a video'), { permanent: true })
  })
  for (const key of ['wrong', 'damaged']) {
    const run = await start([{ key }])
    assert.equal(await ended(engine, run), 'failed')
    assert.equal((await stepsOf(engine, run))[key]!.attempt, 1)
  }
  const slow = await start([{ key: 'slow', kind: 'brief' }])
  assert.equal(await ended(engine, slow), 'failed')
  assert.equal((await stepsOf(engine, slow)).slow!.error.type, 'step-timeout')
})

test('redoing a step does it, what it asked for and all after it again, and nothing before it', async () => {
  script.set('cut', async () => ({ next: [step('piece', 'act'), step('join', 'act', {}, { after: ['piece'] })] }))
  const run = await start([{ key: 'first' }, { key: 'cut', after: ['first'] }, { key: 'tidy', after: ['cut'] }])
  assert.equal(await ended(engine, run), 'done')
  calls.length = 0
  await engine.jobs.redo(run, 'cut')
  assert.equal(await ended(engine, run), 'done')
  assert.deepEqual(calls.toSorted(), ['cut', 'join', 'piece', 'tidy'])
  assert.equal(engine.ends.filter((end) => end.run === run).length, 2, 'told once for each time it ended')
  await assert.rejects(engine.jobs.redo(run, 'nowhere'), { type: 'not-found' })
})

test('a run that is retried beside steps already done still ends with the step that waits for all', async () => {
  let broken = true
  script.set('encode', async () => {
    if (broken) throw Object.assign(new Error('not now'), { permanent: true })
    await sleep(300)
  })
  const run = await start([{ key: 'probe' }, { key: 'encode', after: ['probe'] }, { key: 'close', after: ['encode'] }])
  assert.equal(await ended(engine, run), 'failed')
  broken = false
  calls.length = 0
  await engine.jobs.retry(run)
  assert.equal(await ended(engine, run), 'done')
  assert.deepEqual(calls, ['encode', 'close'])
})

test('what a workflow asks for is checked: unknown kinds, circles, taken keys, unstorable results', async () => {
  await assert.rejects(start([{ key: 'a', kind: 'nonsense' }]), { type: 'steps-refused' })
  await assert.rejects(
    start([
      { key: 'a', after: ['b'] },
      { key: 'b', after: ['a'] },
    ]),
    { type: 'steps-refused' },
  )
  await assert.rejects(start([{ key: 'a', after: ['nobody'] }]), { type: 'steps-refused' })
  await assert.rejects(submit(engine, { workflow: 'scripted', station, input: { steps: 1 } }), {
    type: 'invalid-input',
  })
  script.set('same', async () => ({ next: [step('same', 'act')] }))
  script.set('nul', async () => ({ output: 'a\0b' }))
  for (const key of ['same', 'nul']) {
    const run = await start([{ key }])
    assert.equal(await ended(engine, run), 'failed')
  }
  assert.equal(engine.errors.splice(0).length, 4, 'each was told of with its batch and alone')
})

test('a step that lost its run cannot commit, and its folder goes with it', async () => {
  let folder = ''
  const refusal = new Promise<unknown>((resolve) => {
    script.set('late', async (context) => {
      folder = context.folder
      await context.commit('jobs', async () => {})
      await engine.jobs.cancel(context.run.id)
      await context.commit('jobs', async () => assert.fail('must not be reached')).catch(resolve)
    })
  })
  const run = await start([{ key: 'late' }])
  assert.equal(((await refusal) as Problem).type, 'step-lost')
  assert.equal(await ended(engine, run), 'cancelled')
  await until(() => folder !== '' && !existsSync(folder))
})

test('a node that stops lets short work finish and puts long work back, as if it had not been tried', async () => {
  let long = true
  script.set('short', () => sleep(300).then(() => ({ output: 'finished' })))
  script.set('long', async ({ signal }) => {
    if (long) await sleep(30_000, undefined, { signal })
    return { output: 'second time' }
  })
  const run = await start([{ key: 'short' }, { key: 'long' }])
  await until(async () => Object.values(await stepsOf(engine, run)).every((s) => s.state === 'running'))
  await engine.jobs.stopWork({ drainSeconds: 0.6 })
  const stopped = await stepsOf(engine, run)
  assert.deepEqual([stopped.short!.state, stopped.long!.state, stopped.long!.error], ['done', 'ready', null])
  long = false
  await engine.jobs.work({ q: 8 })
  assert.equal(await ended(engine, run), 'done')
  const steps = await stepsOf(engine, run)
  assert.deepEqual([steps.short!.attempt, steps.long!.attempt, steps.long!.output], [1, 2, 'second time'])
})

test('people see their runs, steps, bounded logs and queues, and nobody sees those of another station', async () => {
  const api = runsApi(engine.jobs, engine.db)
  const call = systemCall(station, 'test')
  const stranger = systemCall(randomUUID(), 'test')
  const heard = Promise.withResolvers<void>()
  script.set('talk', async ({ log, progress }) => {
    progress(0.5, 'half')
    for (let i = 0; i < 700; i += 1) log(`line ${i} ${'x'.repeat(600)}`)
    await heard.promise
    return { cpuSeconds: 1.5 }
  })
  const run = await start([{ key: 'talk' }], { subject: 'asset-9' })
  await until(() =>
    ticks.some((tick) => tick.run === run && tick.steps.some((s) => s.note === 'half' && s.progress === 0.5)),
  )
  const [under] = (await api.work({}, call)).items
  assert.deepEqual(
    [under!.run, under!.step, under!.queue, under!.state, under!.worker],
    [run, 'talk', 'q', 'running', 'here'],
  )
  assert.deepEqual((await api.work({}, stranger)).items, [])
  heard.resolve()
  await ended(engine, run)
  const seen = await api.get({ run }, call)
  assert.equal(seen.cpuSeconds, 1.5)
  assert.deepEqual(
    [seen.state, seen.progress, seen.steps[0]!.state, seen.steps[0]!.worker],
    ['done', 1, 'done', 'here'],
  )
  const log = await until(async () => {
    const page = await api.log({ run, step: 'talk', limit: 200 }, call)
    return page.items.length > 0 && page
  })
  assert.ok(log.items[0]!.line.startsWith('line 200 ') && log.items[0]!.line.length === 500 && log.next)
  const next = await api.log({ run, step: 'talk', limit: 200, cursor: log.next }, call)
  assert.ok(next.items[0]!.line.startsWith('line 400 '))
  const mine = await api.list({ subject: 'asset-9' }, call)
  assert.deepEqual(
    mine.items.map((item) => item.id),
    [run],
  )
  const page = await api.list({ workflow: 'scripted', state: 'done', limit: 1 }, call)
  assert.notEqual(
    (await api.list({ workflow: 'scripted', state: 'done', limit: 1, cursor: page.next! }, call)).items[0]!.id,
    run,
  )
  assert.deepEqual(
    (await api.queues({}, call)).map(({ name, slots, running }) => ({ name, slots, running })),
    [{ name: 'q', slots: 8, running: 0 }],
  )
  assert.equal((await api.list({}, stranger)).items.length, 0)
  await assert.rejects(api.get({ run }, stranger), { type: 'not-found' })
  await assert.rejects(api.redo({ run, step: 'talk' }, stranger), { type: 'not-found' })
  await assert.rejects(api.list({ cursor: 'nonsense' }, call), { type: 'bad-cursor' })
  await api.redo({ run, step: 'talk' }, call)
  await api.cancel({ run }, call)
  assert.equal((await api.get({ run }, call)).state, 'cancelled')
})
