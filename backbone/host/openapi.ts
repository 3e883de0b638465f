import type { TObject } from 'typebox'
import { methodAndPath, pathKeys, travelsInQuery, type Contract, type Operation } from '../contract/contract.ts'

type Schema = Record<string, unknown>

const problem = {
  description: 'A problem (RFC 9457)',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          requestId: { type: 'string' },
        },
      },
    },
  },
}

/** The part of an operation's input that travels outside path and headers. */
export const restOfInput = (operation: Operation): TObject => {
  const outside = [...pathKeys(operation), ...(operation.versioned === 'update' ? ['version'] : [])]
  const { properties, required, ...others } = operation.input as unknown as { properties: Schema; required?: string[] }
  return {
    ...others,
    type: 'object',
    additionalProperties: false,
    required: (required ?? []).filter((key) => !outside.includes(key)),
    properties: Object.fromEntries(Object.entries(properties).filter(([key]) => !outside.includes(key))),
  } as unknown as TObject
}

const parameters = (operation: Operation): Schema[] => {
  const [method] = methodAndPath(operation)
  const inPath = pathKeys(operation).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: operation.input.properties[name],
  }))
  const rest = restOfInput(operation) as unknown as { properties: Schema; required: string[] }
  const inQuery = travelsInQuery(method)
    ? Object.entries(rest.properties).map(([name, schema]) => ({
        name,
        in: 'query',
        required: rest.required.includes(name),
        schema,
      }))
    : []
  const inHeader = [
    ...(operation.versioned === 'update'
      ? [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } }]
      : []),
    ...(operation.idempotent
      ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } }]
      : []),
  ]
  return [...inPath, ...inQuery, ...inHeader]
}

const describe = (c: Contract, name: string, operation: Operation): Schema => {
  const [method] = methodAndPath(operation)
  const rest = restOfInput(operation)
  const hasBody = !travelsInQuery(method) && Object.keys(rest.properties).length > 0
  return {
    operationId: `${c.name}.${name}`,
    tags: [c.name],
    summary: operation.summary,
    ...(operation.scope === 'public' ? { security: [] } : { description: `Needs: \`${operation.scope}\`` }),
    parameters: parameters(operation),
    ...(hasBody ? { requestBody: { required: true, content: { 'application/json': { schema: rest } } } } : {}),
    responses: {
      [operation.status ?? 200]:
        operation.status === 204
          ? { description: 'Done' }
          : { description: 'Done', content: { 'application/json': { schema: operation.output } } },
      default: problem,
    },
  }
}

/** The OpenAPI 3.1 description of everything the given contracts offer over HTTP. */
export const openApi = (contracts: Contract[], version: string): Schema => {
  const paths: Record<string, Schema> = {}
  for (const c of contracts) {
    for (const [name, operation] of Object.entries(c.operations)) {
      if (operation.scope === 'internal') continue
      const [method, path] = methodAndPath(operation)
      const address = `/api/${c.name}${path}`.replace(/:(\w+)/g, '{$1}').replace(/(?<=.)\/$/, '')
      paths[address] = { ...paths[address], [method.toLowerCase()]: describe(c, name, operation) }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rongmei 融媒',
      version,
      description: 'Converged-media cloud for broadcasters',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: contracts.map((c) => ({ name: c.name, description: c.summary })),
    security: [{ session: [] }, { key: [] }],
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'rongmei_session' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
    paths,
  }
}
