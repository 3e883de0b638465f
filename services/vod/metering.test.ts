import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Door } from './door.ts'
import type { VodKit } from './kit.ts'
import { openMetering } from './metering.ts'

type Told = { station: string; data: { bytes: number; answers: number; keys: number } }
const told: Told[] = []
const bodyBytes = 400_000
let app: FastifyInstance
let metering: ReturnType<typeof openMetering>
let port = 0

before(async () => {
  const kit = {
    inStation: (_: string, work: (tx: unknown) => unknown) => Promise.resolve(work(undefined)),
    publish: async (_: unknown, event: string, { station }: { station: string }, data: Told['data']) => {
      assert.equal(event, 'played')
      told.push({ station, data })
    },
    log: { warn: assert.fail },
  } as unknown as VodKit
  metering = openMetering(kit)
  const door = metering.noting({
    playable: async (_: unknown, id: string) => ({ id, station: `station of ${id}`, as: 'everybody' }),
  } as unknown as Door)
  app = Fastify()
  metering.count(app)
  app.get<{ Params: { asset: string } }>('/vod/:asset/segment', async (request) => {
    await door.playable(request, request.params.asset)
    return Buffer.alloc(bodyBytes)
  })
  app.get('/vod/refused', async (_, reply) => reply.code(403).send())
  app.get('/elsewhere', async () => Buffer.alloc(bodyBytes))
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
})
after(() => app.close())

test('what players are sent is counted for the station whose film it is, and nothing else', async () => {
  for (const path of ['vod/a/segment', 'vod/a/segment', 'vod/b/segment', 'vod/refused', 'elsewhere']) {
    await (await fetch(`http://127.0.0.1:${port}/${path}`)).arrayBuffer()
  }
  // Hangs up before anything can have been sent in full.
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /vod/c/segment HTTP/1.1\r\nhost: x\r\n\r\n')
  await once(socket, 'data')
  socket.destroy()
  await once(socket, 'close')
  await app.close()
  await metering.stop()
  const byStation = new Map(told.map(({ station, data }) => [station, data]))
  const a = byStation.get('station of a')!
  assert.equal(a.answers, 2)
  assert.equal(a.keys, 0)
  assert.ok(a.bytes > 2 * bodyBytes && a.bytes < 2 * bodyBytes + 2000, `${a.bytes} bytes`)
  assert.equal(byStation.get('station of b')!.answers, 1)
  assert.equal(byStation.get('station of c')!.answers, 1, 'an answer that was broken off is one too')
  assert.equal(byStation.size, 3)
})
