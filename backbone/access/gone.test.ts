import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { contract, service } from '#backbone'
import { createLocalKey, ensureFirstAdmin } from '#backbone/access'
import { startTestHost, type TestHost } from '#testing/host'
import { until } from '#testing/programs'

let host: TestHost
let origin: string
let authorization: string
let heard: AbortSignal | undefined

const slow = contract({
  name: 'slow',
  summary: 'Takes its time',
  operations: {
    work: {
      http: 'POST /work',
      summary: 'Say a moment later whether the caller seems to have gone',
      scope: 'public',
      input: Type.Object({ text: Type.String({ maxLength: 100_000 }), milliseconds: Type.Integer() }),
      output: Type.Object({ gone: Type.Boolean() }),
    },
  },
  events: {},
})

before(async () => {
  const slowService = service<object>()({
    contract: slow,
    uses: {},
    start: ({ caller }) => ({
      api: {
        async work({ milliseconds }, { signal }) {
          heard = signal
          await sleep(milliseconds)
          return { gone: signal.aborted }
        },
      },
      http: (app) =>
        void app.post('/raw/slow', async (request) => {
          const { signal } = await caller(request)
          heard = signal
          await sleep(Number(request.headers['take-milliseconds']))
          return { gone: signal.aborted }
        }),
    }),
  })
  host = await startTestHost({ services: [slowService], signIn: true, working: false })
  origin = await host.listen()
  await ensureFirstAdmin(host.db, '省台')
  const { secret } = await createLocalKey(host.db, { name: 'script', scopes: ['station:read'] })
  authorization = `Bearer ${secret}`
})
after(() => host?.close())

/** The same work by the contract and by a route of the service's own. */
const ways = ['/api/slow/work', '/raw/slow']
const asked = (milliseconds: number) => ({
  authorization,
  'content-type': 'application/json',
  'take-milliseconds': String(milliseconds),
})

test('who waits for an answer has not gone, although the request has been read', async () => {
  const body = JSON.stringify({ text: 'a'.repeat(90_000), milliseconds: 100 })
  for (const way of ways) {
    const answer = await fetch(origin + way, { method: 'POST', headers: asked(100), body })
    assert.deepEqual(await answer.json(), { gone: false }, way)
  }
})

test('who hangs up has gone', async () => {
  for (const way of ways) {
    heard = undefined
    const asking = request(origin + way, { method: 'POST', headers: asked(1000) })
    asking.on('error', () => {})
    asking.end(JSON.stringify({ text: '', milliseconds: 1000 }))
    await until(`the work of ${way} to begin`, async () => heard !== undefined)
    asking.destroy()
    await until(`the end of the call to ${way}`, async () => heard?.aborted)
  }
})
