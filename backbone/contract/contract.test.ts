import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { Type, type TObject } from 'typebox'
import { requireScope, systemCall } from './call.ts'
import { client } from './client.ts'
import { contract, type Operation } from './contract.ts'
import { fromCursor, idInCursor, pageOf, toCursor } from './cursor.ts'
import { Problem, problemFrom } from './problem.ts'
import { Id, Name, Text, paged } from './schemas.ts'

const declaring = (input: TObject, more: Partial<Operation> = {}) =>
  contract({
    name: 'notes',
    summary: 'Notes',
    operations: {
      one: { http: 'POST /', summary: 'One', scope: 'public', input, output: Type.Object({}), ...more },
    },
    events: {},
  })

test('a contract whose input has no bound is refused, and the refusal says where', () => {
  const refused: [TObject, RegExp][] = [
    [Type.Object({ text: Type.String() }), /notes\.one\.text: a string without maxLength/],
    [Type.Object({ tags: Type.Array(Text(10)) }), /notes\.one\.tags: an array without maxItems/],
    [Type.Object({ tags: Type.Array(Type.String(), { maxItems: 3 }) }), /notes\.one\.tags\[\]: a string/],
    [Type.Object({ meta: Type.Record(Text(10), Text(10)) }), /notes\.one\.meta: a record without maxProperties/],
    [Type.Object({ deep: Type.Object({ text: Type.String() }) }), /notes\.one\.deep\.text/],
    [Type.Object({ either: Type.Union([Type.Null(), Type.String()]) }), /notes\.one\.either: a string/],
    [Type.Object({ anything: Type.Unknown() }), /notes\.one\.anything/],
    [Type.Object({ anything: Type.Any() }), /notes\.one\.anything/],
    [Type.Object({ both: Type.Tuple([Text(10), Type.String()]) }), /notes\.one\.both/],
  ]
  for (const [input, why] of refused) assert.throws(() => declaring(input), why)
})

test('a contract whose input is bounded is taken', () => {
  const input = {
    id: Id,
    name: Name(),
    kind: Type.Enum(['a', 'b']),
    literal: Type.Literal('x'),
    tags: Type.Array(Text(10), { maxItems: 3 }),
    meta: Type.Record(Text(10), Text(10), { maxProperties: 5 }),
    maybe: Type.Optional(Type.Union([Type.Null(), Type.Integer()])),
  }
  assert.ok(declaring(paged(input)))
})

test('a path parameter that is no input, and a versioned update without a version, are refused', () => {
  assert.throws(() => declaring(Type.Object({}), { http: 'GET /:id' }), /:id is not in the input/)
  assert.throws(() => declaring(Type.Object({}), { versioned: 'update' }), /takes the version/)
})

const notes = contract({
  name: 'notes',
  summary: 'Notes',
  operations: {
    all: { http: 'GET /', summary: 'All', scope: 'public', input: Type.Object({}), output: Type.Any() },
    find: {
      http: 'GET /:folder/notes',
      summary: 'Find',
      scope: 'public',
      input: Type.Object({ folder: Text(50), tag: Type.Array(Text(20), { maxItems: 5 }), q: Type.Optional(Text(20)) }),
      output: Type.Any(),
    },
    change: {
      http: 'PATCH /:folder',
      summary: 'Change',
      scope: 'public',
      versioned: 'update',
      input: Type.Object({ folder: Text(50), version: Type.Integer(), name: Text(50) }),
      output: Type.Any(),
    },
  },
  events: {},
})

/** Answers every request with what it was, or with what `answer` says. */
const echo = async (answer?: { status: number; type: string; body: string }) => {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const { method, url, headers } = request
      response.writeHead(answer?.status ?? 200, { 'content-type': answer?.type ?? 'application/json' })
      response.end(answer?.body ?? JSON.stringify({ method, url, headers, body }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() }
}

test('the client puts each part of the input where the contract says it travels', async () => {
  const server = await echo()
  const api = client(notes, { origin: server.origin, token: 'rk_x', station: () => 'here' })
  const found = await api.find({ folder: 'a/b 台', tag: ['x', 'y&z'] })
  assert.equal(found.url, '/api/notes/a%2Fb%20%E5%8F%B0/notes?tag=x&tag=y%26z')
  assert.equal(found.headers.authorization, 'Bearer rk_x')
  assert.equal(found.headers['rongmei-station'], 'here')
  assert.equal((await api.all({})).url, '/api/notes', 'as the host binds it: without a slash at the end')
  const changed = await api.change({ folder: 'f', version: 7, name: 'n' }, { idempotencyKey: 'k1' })
  assert.deepEqual([changed.method, changed.body], ['PATCH', '{"name":"n"}'])
  assert.equal(changed.headers['if-match'], '"7"')
  assert.equal(changed.headers['idempotency-key'], 'k1')
  server.close()
})

test('a problem comes back through the client as the problem it was', async () => {
  const thrown = new Problem('not-queued', 409, 'Only a queued job can be cancelled', { state: 'done' })
  const server = await echo({ status: 409, type: 'application/problem+json', body: JSON.stringify(thrown) })
  const caught = await client(notes, server)
    .find({ folder: 'f', tag: [] })
    .catch((error: unknown) => error)
  assert.ok(caught instanceof Problem)
  assert.deepEqual([caught.type, caught.status, caught.message], ['not-queued', 409, thrown.message])
  assert.deepEqual(caught.detail, { state: 'done' })
  server.close()
})

test('a proxy’s error page and a server that is gone are told apart from problems of ours', async () => {
  const server = await echo({ status: 502, type: 'text/html', body: '<html>Bad gateway</html>' })
  const ask = (origin: string) =>
    client(notes, { origin, timeoutSeconds: 5 })
      .find({ folder: 'f', tag: [] })
      .catch((error: Problem) => [error.type, error.status])
  assert.deepEqual(await ask(server.origin), ['unreadable-answer', 502])
  server.close()
  assert.deepEqual(await ask('http://127.0.0.1:1'), ['unreachable', 503])
  const odd = problemFrom(500, { type: 7, title: null })
  assert.deepEqual([odd.type, odd.status], ['unreadable-answer', 500])
})

test('a problem’s own words are never overwritten by its details', () => {
  const json = new Problem('a', 400, 'Title', { type: 'b', title: 'c', status: 1, extra: 2 }).toJSON()
  assert.deepEqual(json, { type: '/problems/a', title: 'Title', status: 400, extra: 2 })
})

test('a page ends with a cursor that leads to the next, and foreign cursors are refused', () => {
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }]
  const page = pageOf(
    rows,
    2,
    (row) => [row.id],
    (row) => row.id,
  )
  assert.deepEqual(page.items, [1, 2])
  assert.deepEqual(fromCursor(page.next!, 1), [2])
  assert.equal(
    'next' in
      pageOf(
        rows,
        3,
        (row) => [row.id],
        (row) => row.id,
      ),
    false,
  )
  for (const bad of ['', 'x', toCursor([1, 2]), toCursor([{} as never])]) {
    assert.throws(() => fromCursor(bad, 1), { type: 'bad-cursor' })
  }
  assert.throws(() => idInCursor(toCursor(['x'])), { type: 'bad-cursor' })
})

test('a call without the scope is refused, and told which it needs', () => {
  const call = { ...systemCall('00000000-0000-7000-8000-000000000001', 'x'), scopes: new Set(['runs:read' as const]) }
  requireScope(call, 'runs:read')
  assert.throws(() => requireScope(call, 'runs:write'), { type: 'not-allowed', detail: { needs: 'runs:write' } })
})
