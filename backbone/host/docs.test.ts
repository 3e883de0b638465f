import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { contract, service, type Contract } from '#backbone'
import { access } from '#backbone/access/contract'
import { runs } from '#backbone/jobs/contract'
import { startTestHost, type TestHost } from '#testing/host'
import { system } from '../bus/contract.ts'

type Parameter = { name: string; in: string; required: boolean; schema: object }
type Described = {
  operationId: string
  parameters: Parameter[]
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}
type Document = { openapi: string; info: object; paths: Record<string, Record<string, Described>> }

const quiet = contract({ name: 'quiet', summary: 'Only internal', operations: {}, events: {} })

let host: TestHost
let document: Document
before(async () => {
  const quietService = service<Record<never, never>>()({ contract: quiet, uses: {}, start: () => ({ api: {} }) })
  host = await startTestHost({ services: [quietService], signIn: true, working: false })
  document = (await host.app.inject('/api/openapi.json')).json()
})
after(() => host.close())

const described = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  )

test('the OpenAPI document lists every operation that is offered, and none that is internal', () => {
  assert.equal(document.openapi, '3.1.0')
  const promised = ([access, runs, system] as Contract[]).flatMap((c) =>
    Object.entries(c.operations)
      .filter(([, operation]) => operation.scope !== 'internal')
      .map(([name]) => `${c.name}.${name}`),
  )
  const ids = described().map(({ operation }) => operation.operationId)
  assert.deepEqual(ids.toSorted(), promised.toSorted())
  assert.equal(new Set(ids).size, ids.length)
})

test('every address and schema in the document is as OpenAPI 3.1 wants it', () => {
  const ajv = new Ajv2020({ strict: false })
  ;(addFormats as unknown as (ajv: Ajv2020) => void)(ajv)
  for (const { path, operation } of described()) {
    assert.match(path, /^(\/[\w-]+|\/\{\w+\})+$/)
    const inPath = operation.parameters.filter((one) => one.in === 'path')
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    assert.deepEqual(inPath.map((one) => one.name).toSorted(), named.toSorted(), path)
    assert.ok(inPath.every((one) => one.required))
    const contents = [operation.requestBody, ...Object.values(operation.responses)].flatMap((one) =>
      Object.values(one?.content ?? {}),
    )
    for (const { schema } of [...operation.parameters, ...contents]) assert.ok(ajv.compile(schema))
    for (const [status, response] of Object.entries(operation.responses)) {
      assert.match(status, /^(2\d\d|default)$/)
      assert.ok(response.description)
    }
  }
})

test('the readable documentation is served with everything it loads, from this machine', async () => {
  const page = await host.app.inject('/api/docs/')
  assert.equal(page.statusCode, 200)
  assert.match(String(page.headers['content-type']), /text\/html/)
  const loads = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!)
  assert.ok(loads.some((address) => address.includes('swagger-ui')))
  for (const address of loads) {
    assert.ok(!/^(https?:)?\/\//.test(address), `${address} is on another machine`)
    const file = await host.app.inject(new URL(address, 'http://x/api/docs/').pathname)
    assert.equal(file.statusCode, 200, address)
  }
  const listed = (await host.app.inject('/api/docs/json')).json() as Document
  assert.deepEqual(Object.keys(listed.paths), Object.keys(document.paths))
})
