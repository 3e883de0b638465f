import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestHost, type TestHost } from '#testing/host'

let host: TestHost
before(async () => {
  host = await startTestHost({ services: [], working: false })
})
after(() => host.close())

test('health is told to whoever asks, readiness says whether the database answers', async () => {
  assert.deepEqual((await host.app.inject('/healthz')).json(), { ok: true })
  assert.deepEqual((await host.app.inject('/readyz')).json(), { ok: true, database: true, draining: false })
})

test('what is measured is told to this machine, not to those who come through its proxy', async () => {
  await host.app.inject('/healthz')
  const metrics = await host.app.inject('/metrics')
  assert.match(metrics.body, /rongmei_http_seconds_count\{method="GET",route="\/healthz",status="200"\} \d+/)
  const proxied = await host.app.inject({ url: '/metrics', headers: { 'x-forwarded-for': '203.0.113.9' } })
  assert.equal(proxied.statusCode, 404)
})
