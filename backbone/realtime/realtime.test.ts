import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { WebSocket } from 'ws'
import { systemCall } from '#backbone'
import { openDatabase, type Database } from '#backbone/db'
import type { Scope } from '#backbone/scopes'
import { openTelemetry } from '#backbone/telemetry'
import { testDatabase } from '#testing/postgres'
import { answerProblems } from '../host/errors.ts'
import { openListener, openRealtime, type Listener, type Realtime } from './index.ts'

let given: Awaited<ReturnType<typeof testDatabase>>
let db: Database
const { log } = openTelemetry({ node: 'test', level: 'silent' })
const station = randomUUID()
/** Who has lost their rights meanwhile. */
const shutOut = new Set<string>()

/** A node: requests say by headers who they are. */
const openNode = async (heartbeatMilliseconds = 25_000) => {
  const app: FastifyInstance = fastify()
  answerProblems(app)
  const listener: Listener = openListener(given.url, log)
  const realtime: Realtime = await openRealtime({
    db,
    listener,
    log,
    app,
    heartbeatMilliseconds,
    async authenticate({ headers }) {
      const name = String(headers['test-name'] ?? 'somebody')
      const scopes = new Set(String(headers['test-scopes'] ?? 'runs:read,assets:read').split(',') as Scope[])
      const call = { ...systemCall(String(headers['rongmei-station'] ?? station), name), scopes }
      return { call, signedIn: headers['test-name'] !== 'nobody' && !shutOut.has(name) }
    },
  })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    origin,
    tell: realtime.tell,
    async close() {
      await realtime.close()
      await app.close()
      await listener.close()
    },
  }
}
let node: Awaited<ReturnType<typeof openNode>>
before(async () => {
  given = await testDatabase()
  db = openDatabase(given.url)
  node = await openNode()
})
after(async () => {
  await node.close()
  await db.close()
  await given.drop()
})

type Frame = { room: string; messages: Record<string, unknown>[] }
const until = async (what: string, met: () => boolean) => {
  for (let waited = 0; waited < 20_000; waited += 20) {
    if (met()) return
    await sleep(20)
  }
  assert.fail(`waited in vain: ${what}`)
}

/** Opens a WebSocket and enters rooms; `heard` fills with the frames that arrive. */
const enter = async (rooms: string[], headers: Record<string, string> = {}, origin = node.origin) => {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/realtime`, { headers })
  const heard: Frame[] = []
  const end: { code?: number } = {}
  socket.on('message', (data) => heard.push(JSON.parse(String(data)) as Frame))
  socket.on('close', (code) => (end.code = code))
  await new Promise<void>((resolve, reject) => socket.on('open', resolve).on('error', reject))
  socket.send(JSON.stringify({ join: rooms }))
  await new Promise<void>((resolve) => {
    socket.once('pong', () => resolve())
    socket.ping() // answered after the command before it was read
  })
  return { socket, heard, end, messages: () => heard.flatMap((frame) => frame.messages) }
}

test('who is in a room hears what is told there, on whichever node it is told', async () => {
  const other = await openNode()
  const one = await enter(['runs', 'runs:r-1'])
  node.tell(station, 'runs', { n: 1 })
  other.tell(station, 'runs:r-1', { n: 2 })
  other.tell(station, 'runs:r-2', { n: 3 })
  await until('both messages', () => one.messages().length === 2)
  await sleep(300)
  assert.deepEqual(one.heard.map(({ room, messages }) => [room, messages]).toSorted(), [
    ['runs', [{ n: 1 }]],
    ['runs:r-1', [{ n: 2 }]],
  ])
  one.socket.send(JSON.stringify({ leave: ['runs'] }))
  one.socket.send('{"join": 7}')
  one.socket.send('not even JSON')
  await sleep(100)
  node.tell(station, 'runs', { n: 4 })
  node.tell(station, 'runs:r-1', { n: 5 })
  await until('the room still joined', () => one.messages().length === 3)
  assert.equal(one.messages().at(-1)!.n, 5)
  one.socket.close()
  await other.close()
})

test('nobody hears another station, nor a room their scopes do not open', async () => {
  const own = await enter(['runs'])
  const foreign = await enter(['runs'], { 'rongmei-station': randomUUID() })
  const limited = await enter(['runs', 'assets', 'nonsense', '../runs'], { 'test-scopes': 'assets:read' })
  node.tell(station, 'runs', { n: 1 })
  node.tell(station, 'assets', { n: 2 })
  await until('the message', () => own.messages().length === 1 && limited.messages().length === 1)
  await sleep(300)
  assert.deepEqual(foreign.heard, [])
  assert.deepEqual(limited.heard, [{ room: 'assets', messages: [{ n: 2 }] }])
  for (const { socket } of [own, foreign, limited]) socket.close()
})

test('of many messages about one thing within a moment only the latest is told, and all go in one frame', async () => {
  const one = await enter(['runs'])
  for (let progress = 0; progress <= 100; progress += 1) {
    for (const id of ['a', 'b']) node.tell(station, 'runs', { id, progress })
  }
  await until('the frame', () => one.heard.length > 0)
  await sleep(300)
  const latest = ['a', 'b'].map((id) => ({ id, progress: 100 }))
  assert.deepEqual(one.heard, [{ room: 'runs', messages: latest }])
  one.socket.close()
})

test('where WebSockets do not get through, server-sent events tell the same', async () => {
  const leave = new AbortController()
  const reply = await fetch(`${node.origin}/api/realtime/events?rooms=runs,assets`, { signal: leave.signal })
  assert.equal(reply.headers.get('content-type'), 'text/event-stream')
  const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  node.tell(station, 'assets', { n: 1 })
  while (!text.includes('data: ')) text += (await reader.read()).value ?? ''
  assert.deepEqual(JSON.parse(/data: (.+)\n\n/.exec(text)![1]!), { room: 'assets', messages: [{ n: 1 }] })
  leave.abort()
})

const refusal = (headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve) => {
    const socket = new WebSocket(`${node.origin.replace('http', 'ws')}/api/realtime`, { headers })
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
    socket.on('open', () => resolve(undefined))
    socket.on('error', () => {})
  })

test('a page of another site, and who is not signed in, get no socket', async () => {
  const { host } = new URL(node.origin)
  assert.equal(await refusal({ origin: 'https://evil.example' }), 403)
  assert.equal(await refusal({ origin: 'null' }), 403)
  assert.equal(await refusal({ 'sec-fetch-site': 'cross-site', origin: `http://${host}` }), 403)
  assert.equal(await refusal({ 'test-name': 'nobody' }), 401)
  assert.equal(await refusal({ origin: `http://${host}` }), undefined)
  const plain = await fetch(`${node.origin}/api/realtime`)
  assert.equal(plain.status, 426)
  assert.equal((await fetch(`${node.origin}/api/realtime/events`, { headers: { 'test-name': 'nobody' } })).status, 401)
})

test('who is refused an upgrade cannot hold on to the connection', async () => {
  const { hostname, port } = new URL(node.origin)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  const head = [
    'GET /api/realtime HTTP/1.1',
    'host: x',
    'connection: upgrade',
    'upgrade: websocket',
    'test-name: nobody',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  assert.match(answer, /^HTTP\/1\.1 401/)
  let gone = false
  socket.on('error', () => (gone = true))
  // Ours is still half open: what we send now meets nobody.
  for (let tries = 0; tries < 200 && !gone; tries += 1) {
    socket.write('x')
    await sleep(20)
  }
  assert.ok(gone)
})

test('a listener that takes nothing in is dropped, and the others hear on', async () => {
  const quick = await enter(['runs'])
  const slow = await enter(['runs'])
  slow.socket.pause()
  const filling = 'x'.repeat(7000)
  let told = 0
  for (let round = 0; round < 40 && slow.socket.readyState === WebSocket.OPEN; round += 1) {
    for (let n = 0; n < 100; n += 1) node.tell(station, 'runs', { n: (told += 1), filling })
    await until('the quick one', () => quick.messages().length === told)
    if (round > 10) slow.socket.resume() // reads what was sent, and then that it was dropped
    await sleep(10)
  }
  await until('the drop', () => slow.end.code !== undefined)
  assert.equal(slow.end.code, 1006)
  assert.ok(slow.messages().length < told)
  assert.equal(quick.socket.readyState, WebSocket.OPEN)
  quick.socket.close()
})

test('who loses their rights while listening is shut out at the next heartbeat', async () => {
  const strict = await openNode(100)
  const leaver = await enter(['runs'], { 'test-name': 'leaver' }, strict.origin)
  const stayer = await enter(['runs'], { 'test-name': 'stayer' }, strict.origin)
  const stream = await fetch(`${strict.origin}/api/realtime/events?rooms=runs`, { headers: { 'test-name': 'leaver' } })
  shutOut.add('leaver')
  await until('the end', () => leaver.end.code !== undefined)
  assert.equal(leaver.end.code, 1008)
  assert.match(await stream.text(), /^:/, 'the stream ends as well')
  assert.equal(stayer.socket.readyState, WebSocket.OPEN)
  await strict.close()
  await until('the closing of the node', () => stayer.end.code !== undefined)
  assert.equal(stayer.end.code, 1001)
})

test('after its connection to the database is cut, a node hears again', async () => {
  const one = await enter(['runs'])
  const cut = await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`.execute(db.kysely)
  assert.equal(cut.rows.length, 1)
  let n = 0
  await until('a message', () => {
    node.tell(station, 'runs', { id: 'x', n: (n += 1) })
    return one.heard.length > 0
  })
  one.socket.close()
})
