import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Type } from 'typebox'
import { changedMeanwhile, contract, noStation, Problem, service } from '#backbone'
import { client } from '#backbone/client'
import { Id, Name, Nothing, Page, Text, paged } from '#backbone/schemas'
import { startTestHost, type TestHost } from '#testing/host'
import { inDependencyOrder } from './order.ts'

const Note = Type.Object({ id: Id, text: Type.String(), version: Type.Integer() })

const notes = contract({
  name: 'notes',
  summary: 'Notes, to try the host on',
  operations: {
    add: {
      http: 'POST /',
      summary: 'Add a note',
      scope: 'assets:write',
      input: Type.Object({ text: Name(1_000_000), count: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })) }),
      output: Note,
      status: 201,
      idempotent: true,
    },
    list: {
      http: 'GET /',
      summary: 'Notes page by page',
      scope: 'assets:read',
      input: paged({ tags: Type.Optional(Type.Array(Text(20), { maxItems: 3 })) }),
      output: Page(Type.Integer()),
    },
    get: {
      http: 'GET /:id',
      summary: 'One note',
      scope: 'assets:read',
      input: Type.Object({ id: Id }),
      output: Note,
      versioned: 'read',
    },
    change: {
      http: 'PATCH /:id',
      summary: 'Change a note',
      scope: 'assets:write',
      input: Type.Object({ id: Id, version: Type.Integer(), text: Text(100) }),
      output: Note,
      versioned: 'update',
    },
    drop: {
      http: 'DELETE /:id',
      summary: 'Drop',
      scope: 'signed-in',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },
    greet: {
      http: 'GET /greeting',
      summary: 'Greet',
      scope: 'public',
      input: Nothing,
      output: Type.Object({ who: Text(99) }),
    },
    secret: { http: 'GET /secret', summary: 'Secret', scope: 'internal', input: Nothing, output: Nothing },
    fail: {
      http: 'POST /failure',
      summary: 'Fail',
      scope: 'public',
      input: Nothing,
      output: Nothing,
      idempotent: true,
    },
  },
  events: {},
})

let host: TestHost
let added = 0
let failures = 0
let hold: Promise<void> | undefined
const kept = new Map<string, { id: string; text: string; version: number }>()
const found = (id: string) => {
  const note = kept.get(id)
  if (!note) throw new Problem('not-found', 404, 'There is no such note', { id })
  return note
}

const notesService = service<Record<never, never>>()({
  contract: notes,
  uses: {},
  start: () => ({
    api: {
      async add({ text }) {
        added += 1
        await hold
        const note = { id: randomUUID(), text, version: 1 }
        kept.set(note.id, note)
        return note
      },
      async list({ cursor, limit = 50, tags = [] }) {
        const from = cursor === undefined ? 0 : Number(cursor)
        const items = Array.from({ length: Math.min(limit, 120 - from) }, (_, n) => from + n)
        return {
          items: [...items, ...tags.map(() => -1)],
          ...(from + limit < 120 ? { next: String(from + limit) } : {}),
        }
      },
      get: async ({ id }) => found(id),
      async change({ id, version, text }) {
        const note = found(id)
        if (note.version !== version) throw changedMeanwhile(note.version)
        Object.assign(note, { text, version: version + 1 })
        return note
      },
      drop: async ({ id }) => (kept.delete(id), {}),
      greet: async (_input, call) => ({ who: call.station }),
      secret: async () => ({}),
      fail: async () => {
        failures += 1
        throw new Error('password=hunter2 is in this message')
      },
    },
  }),
})

let origin: string
before(async () => {
  host = await startTestHost({ services: [notesService], working: false })
  origin = await host.listen()
})
after(() => host.close())

type Ask = { headers?: Record<string, string | undefined>; payload?: unknown }
const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, { headers = {}, payload }: Ask = {}) => {
  const given = { 'rongmei-station': host.station, ...headers }
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const reply = await host.app.inject({
    method,
    url: `/api/notes${path}`,
    headers: sent as never,
    payload: payload as never,
  })
  return { reply, status: reply.statusCode, body: reply.body === '' ? undefined : reply.json() }
}
const add = async (text: string) =>
  (await ask('POST', '', { payload: { text } })).body as { id: string; version: number }

test('a request that is not as the contract says is refused with the name of the field', async () => {
  const cases: [object, string, string][] = [
    [{}, 'text', 'required'],
    [{ text: '  ' }, 'text', 'pattern'],
    [{ text: 7 }, 'text', 'type'],
    [{ text: 'x', count: 10 }, 'count', 'maximum'],
    [{ text: 'x', count: '3' }, 'count', 'type'],
    [{ text: 'x', colour: 'red' }, 'colour', 'additionalProperties'],
  ]
  for (const [payload, field, rule] of cases) {
    const { reply, status, body } = await ask('POST', '', { payload })
    assert.equal(status, 400)
    assert.match(String(reply.headers['content-type']), /^application\/problem\+json/)
    assert.equal(body.type, '/problems/invalid-input')
    assert.deepEqual([body.errors[0].field, body.errors[0].rule], [field, rule])
    assert.equal(body.requestId, reply.headers['x-request-id'])
  }
  assert.equal((await ask('GET', '/not-a-uuid')).body.errors[0].field, 'id')
  assert.equal((await ask('GET', '?limit=0')).body.errors[0].field, 'limit')
  assert.equal((await ask('GET', '?color=red')).body.errors[0].field, 'color')
  assert.equal(added, 0)
})

test('what cannot be read at all is refused in the same form', async () => {
  const json = { 'content-type': 'application/json' }
  assert.equal((await ask('POST', '', { headers: json, payload: '{"text":' })).body.type, '/problems/invalid-json')
  const xml = await ask('POST', '', { headers: { 'content-type': 'application/xml' }, payload: '<a/>' })
  assert.deepEqual([xml.status, xml.body.type], [415, '/problems/wrong-media-type'])
  const large = await ask('POST', '', { payload: { text: 'x'.repeat(1024 * 1024) } })
  assert.deepEqual([large.status, large.body.type], [413, '/problems/too-large'])
  const nowhere = await ask('GET', '/greeting/nowhere')
  assert.deepEqual([nowhere.status, nowhere.body.type], [404, '/problems/not-found'])
  const polluted = await ask('POST', '', { headers: json, payload: '{"text":"x","__proto__":{"admin":true}}' })
  assert.equal(polluted.status, 400)
})

test('who is not signed in, or may not, is told so; public operations need no login, internal ones are not offered', async () => {
  const nobody = { 'rongmei-station': undefined }
  assert.equal((await ask('GET', '', { headers: nobody })).body.type, '/problems/not-signed-in')
  assert.equal((await ask('GET', '/greeting', { headers: nobody })).body.who, noStation)
  const reader = { 'test-scopes': 'assets:read' }
  assert.equal((await ask('GET', '', { headers: reader })).status, 200)
  const refused = await ask('POST', '', { headers: reader, payload: { text: 'x' } })
  assert.deepEqual(
    [refused.status, refused.body.type, refused.body.needs],
    [403, '/problems/not-allowed', 'assets:write'],
  )
  const secret = await ask('GET', '/secret')
  assert.equal(secret.status, 400, 'it is read as the id of a note')
})

test('who may not do a thing is told so before being told what is wrong with the request', async () => {
  const nobody = { 'rongmei-station': undefined }
  assert.equal((await ask('POST', '', { headers: nobody, payload: {} })).status, 401)
})

test('a failure of ours says nothing of its inside, and is not remembered as an answer', async () => {
  const headers = { 'idempotency-key': 'fails' }
  for (const time of [1, 2]) {
    const { status, body } = await ask('POST', '/failure', { headers, payload: {} })
    assert.deepEqual([status, body.type, failures], [500, '/problems/internal', time])
    assert.ok(!JSON.stringify(body).includes('hunter2'))
  }
})

test('a repeated request with the same Idempotency-Key gets the first answer, and nothing is done twice', async () => {
  const before = added
  const headers = { 'idempotency-key': 'k-1' }
  const first = await ask('POST', '', { headers, payload: { text: 'once' } })
  const again = await ask('POST', '', { headers, payload: { text: 'once' } })
  assert.deepEqual([again.status, again.body], [201, first.body])
  assert.equal(added, before + 1)
  const other = await ask('POST', '', { headers, payload: { text: 'something else' } })
  assert.deepEqual([other.status, other.body.type], [422, '/problems/key-reused'])
  const elsewhere = await ask('POST', '', {
    headers: { ...headers, 'rongmei-station': randomUUID() },
    payload: { text: 'once' },
  })
  assert.notEqual(elsewhere.body.id, first.body.id, 'keys of two stations are different keys')
  assert.equal((await ask('POST', '', { headers: { 'idempotency-key': '' }, payload: { text: 'x' } })).status, 400)
})

test('a second request with the same key is told to wait while the first still runs', async () => {
  const headers = { 'idempotency-key': 'k-2' }
  const started = added
  let release = () => {}
  hold = new Promise((resolve) => (release = resolve))
  const first = ask('POST', '', { headers, payload: { text: 'slow' } })
  while (added === started) await new Promise((resolve) => setTimeout(resolve, 5))
  const second = await ask('POST', '', { headers, payload: { text: 'slow' } })
  assert.deepEqual([second.status, second.body.type], [409, '/problems/still-running'])
  assert.equal(second.reply.headers['retry-after'], '1')
  release()
  hold = undefined
  assert.equal((await first).status, 201)
  assert.equal((await ask('POST', '', { headers, payload: { text: 'slow' } })).body.id, (await first).body.id)
  assert.equal(added, started + 1)
})

test('what was read carries its version, and is changed only by who saw the latest', async () => {
  const { id } = await add('first')
  const read = await ask('GET', `/${id}`)
  assert.equal(read.reply.headers.etag, '"1"')
  const same = await ask('GET', `/${id}`, { headers: { 'if-none-match': '"1"' } })
  assert.deepEqual([same.status, same.body], [304, undefined])

  const blind = await ask('PATCH', `/${id}`, { payload: { text: 'second' } })
  assert.deepEqual([blind.status, blind.body.type], [428, '/problems/precondition-required'])
  const changed = await ask('PATCH', `/${id}`, { headers: { 'if-match': '"1"' }, payload: { text: 'second' } })
  assert.deepEqual([changed.status, changed.reply.headers.etag, changed.body.text], [200, '"2"', 'second'])
  for (const tag of ['"1"', 'W/"1"', 'nonsense', '*']) {
    const stale = await ask('PATCH', `/${id}`, { headers: { 'if-match': tag }, payload: { text: 'third' } })
    assert.deepEqual([stale.status, stale.body.type], [412, '/problems/changed-meanwhile'])
  }
  assert.equal((await ask('GET', `/${id}`, { headers: { 'if-none-match': '"1"' } })).body.text, 'second')
})

test('what is not there is not found, and what is dropped answers nothing', async () => {
  const missing = await ask('GET', `/${randomUUID()}`)
  assert.deepEqual([missing.status, missing.body.type], [404, '/problems/not-found'])
  const { id } = await add('to drop')
  const dropped = await ask('DELETE', `/${id}`)
  assert.deepEqual([dropped.status, dropped.body], [204, undefined])
})

test('the typed client over HTTP and the call in the process say the same', async () => {
  const station = () => host.station
  const remote = client(notes, { origin, station })
  const local = host.api(notes)
  const note = await remote.add({ text: '备注 “quoted” & more' })
  assert.deepEqual(await remote.get({ id: note.id }), await local.get({ id: note.id }, host.call))
  const changed = await remote.change({ id: note.id, version: 1, text: 'x' })
  assert.deepEqual(changed, await local.get({ id: note.id }, host.call))
  const both = await Promise.allSettled([
    remote.change({ id: note.id, version: 1, text: 'y' }),
    local.change({ id: note.id, version: 1, text: 'y' }, host.call),
  ])
  const [far, near] = both.map((one) => (one.status === 'rejected' ? (one.reason as Problem) : undefined))
  assert.deepEqual([far!.type, far!.status, far!.message], [near!.type, near!.status, near!.message])
  assert.deepEqual(await remote.drop({ id: note.id }), {})

  const seen: number[] = []
  for (let cursor: string | undefined; ;) {
    const page = await remote.list({ limit: 50, ...(cursor === undefined ? {} : { cursor }) })
    seen.push(...page.items)
    cursor = page.next
    if (cursor === undefined) break
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 120 }, (_, n) => n),
  )
  assert.equal((await remote.list({ limit: 1, tags: ['only one'] })).items.length, 2, 'a list of one stays a list')
})

test('services that use each other in a circle, or one that is not there, are refused', async () => {
  const one = (name: string, uses: object) => ({
    ...notesService,
    contract: { ...notes, name },
    uses: uses as never,
  })
  const circle = [one('a', { b: { name: 'b' } }), one('b', { a: { name: 'a' } })]
  assert.throws(() => inDependencyOrder(circle, []), /a → b → a/)
  assert.throws(() => inDependencyOrder([one('a', { c: { name: 'c' } })], []), /uses c, which is not running here/)
})
