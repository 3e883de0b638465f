import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { startEmbeddedPostgres } from '../db/index.ts'
import { ended, openEngine, stepsOf, submit, until } from './drills/stand.ts'
import { step, workflow } from './index.ts'

/** A cluster of its own, stoppable, always at the same address (its port changes with each start). */
const restartable = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-pg-'))
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>> | undefined
  const sockets = new Set<Socket>()
  const front = createServer((client) => {
    if (!server) return void client.destroy()
    const behind = connect(Number(new URL(server.url).port), '127.0.0.1')
    for (const socket of [client, behind]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        behind.destroy()
      })
    }
    client.pipe(behind).pipe(client)
  })
  const start = async () => (server = await startEmbeddedPostgres(folder, { durable: false }))
  const stop = async () => {
    const stopping = server
    server = undefined
    await stopping?.stop()
    for (const socket of sockets) socket.destroy()
  }
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  const url = new URL((await start()).url)
  url.port = String((front.address() as { port: number }).port)
  return {
    url: url.href,
    start,
    stop,
    async close() {
      await stop()
      front.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

test('the database goes away for longer than a lease: nothing is lost, nothing is done twice', async () => {
  const cluster = await restartable()
  const did: string[] = []
  let atWork = 0
  const steady = workflow('steady', {
    input: Type.Object({}),
    start: () => [
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((key) => step(key, 'nap')),
      step('last', 'tell', {}, { after: ['a', 'b', 'c', 'd', 'e', 'f'] }),
    ],
    steps: {
      nap: {
        queue: 'q',
        input: Type.Object({}),
        run: async ({ key, signal, progress }) => {
          atWork += 1
          // The first ones finish while the database is away, the others after it has come back.
          for (let i = 0; i < (key < 'd' ? 20 : 200); i += 1) {
            await sleep(100, undefined, { signal })
            progress(i / 200)
          }
          did.push(key)
        },
      },
      tell: { queue: 'q', input: Type.Object({}), run: async ({ key }) => void did.push(key) },
    },
  })
  const open = () => openEngine(cluster.url, () => [steady])
  const engines = [await open(), await open()] as const
  try {
    for (const { jobs } of engines) await jobs.work({ q: 3 })
    const run = await submit(engines[0], { workflow: 'steady', station: randomUUID() })
    await until(() => atWork === 6)
    await cluster.stop()
    await sleep(13_000)
    await cluster.start()
    assert.equal(await ended(engines[0], run, 90).catch((error: unknown) => error), 'done')
    assert.deepEqual(did.toSorted(), ['a', 'b', 'c', 'd', 'e', 'f', 'last'])
    const steps = Object.values(await stepsOf(engines[0], run))
    assert.ok(steps.every((s) => s.attempt === 1 && s.state === 'done'))
    assert.equal(engines.flatMap((engine) => engine.ends).length, 1)
    assert.ok(
      engines.some((engine) => engine.errors.length > 0),
      'the outage was told of',
    )
    const next = await submit(engines[1], { workflow: 'steady', station: randomUUID() })
    await until(() => atWork >= 12)
    await engines[1].jobs.cancel(next)
  } finally {
    for (const engine of engines) await engine.close()
    await cluster.close()
  }
})
