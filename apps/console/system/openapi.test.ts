import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vms } from '#services/vms'
import { addressOf, curlOf, headersOf, operationsIn, type OpenApi } from './openapi.ts'
import { openApi } from '../../../backbone/host/openapi.ts'

const document = openApi([vms], '1') as unknown as OpenApi

test('every operation of a contract is listed under its service, with what it needs', () => {
  const [service] = operationsIn(document, '')
  assert.equal(service!.service, 'vms')
  const update = service!.operations.find(({ id }) => id === 'vms.update')!
  assert.deepEqual([update.method, update.path, update.scope], ['PATCH', '/api/vms/assets/{id}', 'assets:write'])
  assert.deepEqual(
    update.parameters.map(({ name, in: where }) => `${where} ${name}`),
    ['path id', 'header If-Match'],
  )
  assert.ok(update.body)
})

test('words narrow the list by path and purpose', () => {
  const ids = operationsIn(document, 'LET public see').flatMap(({ operations }) => operations.map(({ id }) => id))
  assert.deepEqual(ids, ['vms.publish'])
  assert.deepEqual(operationsIn(document, 'no such words'), [])
})

test('a request is put together from what was filled in', () => {
  const operations = operationsIn(document, '')[0]!.operations
  const list = operations.find(({ id }) => id === 'vms.list')!
  const asked = new URL(addressOf(list, { limit: '5', text: '晚间 新闻' }), 'http://h')
  assert.deepEqual(
    [asked.pathname, asked.searchParams.get('limit'), asked.searchParams.get('text')],
    ['/api/vms/assets', '5', '晚间 新闻'],
  )
  const update = operations.find(({ id }) => id === 'vms.update')!
  const values = { id: 'a/b', 'If-Match': '"3"' }
  assert.equal(addressOf(update, values), '/api/vms/assets/a%2Fb')
  assert.equal(
    curlOf('http://h', 'PATCH', addressOf(update, values), headersOf(update, values), `{"title":"it's"}`),
    [
      `curl -X PATCH 'http://h/api/vms/assets/a%2Fb'`,
      `-H "Authorization: Bearer $RONGMEI_TOKEN"`,
      `-H 'If-Match: "3"'`,
      `-H 'Content-Type: application/json'`,
      String.raw`-d '{"title":"it'\''s"}'`,
    ].join(' \\\n  '),
  )
})
