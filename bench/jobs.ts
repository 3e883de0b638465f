// Durable jobs beside bare pg-boss, on a durable PostgreSQL of their own: `node bench/jobs.ts --json`.
import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import { Type } from 'typebox'
import { openDatabase, startEmbeddedPostgres } from '#backbone/db'
import { openJobs, step, workflow } from '#backbone/jobs'

const station = randomUUID()
const samples = 120
const wideSteps = 2000
const singleRuns = 2000
const slots = 64

const began = new Map<string, (at: number) => void>()
const whenBegun = (name: string) => new Promise<number>((resolve) => began.set(name, resolve))
const begin = (name: string) => began.get(name)?.(performance.now())

const bench = workflow('bench', {
  input: Type.Object({ steps: Type.Integer(), ms: Type.Integer(), name: Type.String() }),
  start: (input) => Array.from({ length: input.steps }, (_, i) => step(`${i}`, 'work', input)),
  steps: {
    work: {
      queue: 'bench',
      input: Type.Object({ ms: Type.Integer(), name: Type.String() }),
      run: async ({ input, signal }) => {
        begin(input.name)
        if (input.ms > 0) await sleep(input.ms, undefined, { signal })
      },
    },
  },
})

const openOurs = async (url: string, node: string) => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  const db = openDatabase(url)
  const jobs = await openJobs({ db, node, folder, workflows: [bench] })
  const submit = (input: { steps?: number; ms?: number; name?: string }) =>
    db.inStation('jobs', station, (tx) =>
      jobs.submit(tx, { workflow: 'bench', station, title: 'bench', input: { steps: 1, ms: 0, name: '', ...input } }),
    )
  const close = async () => {
    await jobs.close()
    await db.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { db, jobs, submit, close }
}

const openBare = async (url: string) => {
  const boss = new PgBoss({
    connectionString: url,
    schema: 'bare',
    max: 10,
    useListenNotify: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue('bare', { heartbeatSeconds: 10, retryLimit: 10, retryDelay: 0, notify: true })
  return boss
}
const polling = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 }

const percentiles = (times: number[]) => {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]! * 10) / 10
  return { p50Ms: at(0.5), p95Ms: at(0.95) }
}

const latency = async (enqueue: (name: string) => Promise<unknown>) => {
  const times: number[] = []
  for (let i = 0; i < samples; i += 1) {
    const name = randomUUID()
    const start = whenBegun(name)
    const before = performance.now()
    await enqueue(name)
    times.push((await start) - before)
    began.delete(name)
    await sleep(15)
  }
  return percentiles(times)
}

const untilCount = async (read: () => Promise<number>, count: number) => {
  while ((await read()) < count) await sleep(20)
}
const perSecond = (count: number, since: number) => Math.round((count / (performance.now() - since)) * 1000)

const benchOurs = async (url: string) => {
  const { db, jobs, submit, close } = await openOurs(url, 'bench')
  await jobs.work({ bench: slots })
  const enqueueToStart = await latency((name) => submit({ name }))
  const done = async () =>
    Number((await db.pool.query(`select count(*) as n from jobs.run where state = 'done'`)).rows[0].n)

  let before = await done()
  let since = performance.now()
  await submit({ steps: wideSteps })
  await untilCount(done, before + 1)
  const oneRunStepsPerSecond = perSecond(wideSteps, since)

  await jobs.stopWork()
  before = await done()
  for (let i = 0; i < singleRuns; i += 20) await Promise.all(Array.from({ length: 20 }, () => submit({})))
  since = performance.now()
  await jobs.work({ bench: slots })
  await untilCount(done, before + singleRuns)
  const manyRunsStepsPerSecond = perSecond(singleRuns, since)
  await jobs.stopWork()

  const holder = await startChild('--worker', url)
  await submit({ ms: 60_000 })
  const attempts = async () => Number((await db.pool.query('select max(attempt) as n from jobs.step')).rows[0].n)
  await untilCount(attempts, 1)
  await untilCount(
    async () => Number((await db.pool.query(`select count(*) as n from jobs.step where state = 'running'`)).rows[0].n),
    1,
  )
  const heir = await startChild('--worker', url)
  await sleep(11_000) // until the heir has shown signs of life for a lease, as a node that has been up for a while has
  const takeOverSeconds = await killAndWait(holder, async () => (await attempts()) > 1)
  heir.kill('SIGKILL')
  await close()
  return { enqueueToStart, oneRunStepsPerSecond, manyRunsStepsPerSecond, takeOverSeconds }
}

const benchBare = async (url: string) => {
  const boss = await openBare(url)
  await boss.work<{ name: string }>('bare', { ...polling, localConcurrency: 3 }, async ([job]) => begin(job!.data.name))
  const enqueueToStart = await latency((name) => boss.send('bare', { name }))
  await boss.offWork('bare')

  const jobs = Array.from({ length: wideSteps }, () => ({ data: { name: '' } }))
  await boss.insert('bare', jobs)
  let done = 0
  const since = performance.now()
  const options = { ...polling, batchSize: slots, burstWhenBatchFull: true } as const
  await boss.work('bare', options, async (batch) => void (done += batch.length))
  await untilCount(async () => done, wideSteps)
  const jobsPerSecond = perSecond(wideSteps, since)
  await boss.offWork('bare')

  await boss.send('bare', { ms: 60_000 })
  const holder = await startChild('--bare-worker', url)
  const at = async () => {
    const { rows } = await boss
      .getDb()
      .executeSql(`select retry_count as n from bare.job where state = 'active' and name = 'bare'`)
    return Number(rows[0]?.n ?? -1)
  }
  await untilCount(at, 0)
  const heir = await startChild('--bare-worker', url)
  await sleep(3000)
  const takeOverSeconds = await killAndWait(holder, async () => (await at()) > 0)
  heir.kill('SIGKILL')
  await boss.stop({ graceful: false })
  return { enqueueToStart, jobsPerSecond, takeOverSeconds }
}

const startChild = async (mode: string, url: string) => {
  const child = fork(import.meta.filename, [mode, url])
  await once(child, 'message')
  return child
}
const killAndWait = async (child: ChildProcess, takenOver: () => Promise<boolean>) => {
  const killed = performance.now()
  child.kill('SIGKILL')
  while (!(await takenOver())) await sleep(50)
  return Math.round((performance.now() - killed) / 100) / 10
}

const asChild = async (mode: string, url: string) => {
  if (mode === '--worker') await (await openOurs(url, 'child')).jobs.work({ bench: 1 })
  else
    await (
      await openBare(url)
    ).work('bare', polling, async ([job]) => sleep(60_000, undefined, { signal: job!.signal }))
  process.send!('working')
  process.on('disconnect', () => process.exit())
}

const main = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-bench-'))
  const loadBefore = loadavg()[0]
  const server = await startEmbeddedPostgres(folder)
  try {
    const ours = await benchOurs(server.url)
    const bare = await benchBare(server.url)
    const setting = { samples, wideSteps, singleRuns, slots, node: process.version, postgres: 'embedded, durable' }
    const report = { setting, rongmei: ours, 'pg-boss': bare, loadBefore, loadAfter: loadavg()[0] }
    console.log(process.argv.includes('--json') ? JSON.stringify(report) : report)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const [mode, url] = process.argv.slice(2)
await (mode?.endsWith('worker') && url ? asChild(mode, url) : main())
