import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { contract, service } from '#backbone'
import { startTestHost, type TestHost } from '#testing/host'
import { until } from '#testing/programs'

let host: TestHost
let origin: string
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
    start: () => ({
      api: {
        async work({ milliseconds }, { signal }) {
          heard = signal
          await sleep(milliseconds)
          return { gone: signal.aborted }
        },
      },
    }),
  })
  host = await startTestHost({ services: [slowService], signIn: true, working: false })
  origin = await host.listen()
})
after(() => host?.close())

const headers = { 'content-type': 'application/json' }

test('who waits for an answer has not gone, although the request has been read', async () => {
  const body = JSON.stringify({ text: 'a'.repeat(90_000), milliseconds: 100 })
  const answer = await fetch(`${origin}/api/slow/work`, { method: 'POST', headers, body })
  assert.deepEqual(await answer.json(), { gone: false })
})

test('who hangs up has gone', async () => {
  heard = undefined
  const asking = request(`${origin}/api/slow/work`, { method: 'POST', headers })
  asking.on('error', () => {})
  asking.end(JSON.stringify({ text: '', milliseconds: 1000 }))
  await until('the work to begin', async () => heard !== undefined)
  asking.destroy()
  await until('the end of the call', async () => heard?.aborted)
})
