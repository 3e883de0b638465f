import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TObject } from 'typebox'
import { methodAndPath, pathKeys, travelsInQuery, type Contract, type Operation } from '../contract/contract.ts'
import { requireScope, type Call } from '../contract/call.ts'
import { Problem } from '../contract/problem.ts'
import type { Idempotency } from './idempotency.ts'
import { restOfInput } from './openapi.ts'

type Handler = (input: any, call: Call) => Promise<unknown>
export type Authenticate = (request: FastifyRequest, reply?: FastifyReply) => Promise<{ call: Call; signedIn: boolean }>

const notSignedIn = () => new Problem('not-signed-in', 401, 'Sign in, or send an API key')
const stale = (version: number) =>
  new Problem('changed-meanwhile', 412, 'Someone else has changed this meanwhile; look at it again', { version })

/** Who may run an operation: throws `not-signed-in` or `not-allowed`. */
export const authorise = ({ call, signedIn }: { call: Call; signedIn: boolean }, scope: Operation['scope']): Call => {
  if (scope === 'public') return call
  if (!signedIn) throw notSignedIn()
  if (scope !== 'signed-in' && scope !== 'internal') requireScope(call, scope)
  return call
}

/** Binds every operation a contract offers to its route. */
export const bindContract = (
  app: FastifyInstance,
  c: Contract,
  api: Record<string, Handler>,
  options: { authenticate: Authenticate; idempotency: Idempotency; bodyLimitBytes: number },
): void => {
  const calls = new WeakMap<FastifyRequest, Call>()
  for (const [name, operation] of Object.entries(c.operations)) {
    if (operation.scope === 'internal') continue
    const [method, path] = methodAndPath(operation)
    app.route({
      method,
      url: `/api/${c.name}${path === '/' ? '' : path}`,
      bodyLimit: operation.mostBodyBytes ?? options.bodyLimitBytes,
      schema: requestSchema(operation),
      // Before the body is read: strangers are neither read nor told what an operation takes.
      async onRequest(request, reply) {
        calls.set(request, authorise(await options.authenticate(request, reply), operation.scope))
      },
      async handler(request, reply) {
        const call = calls.get(request)!
        const input = inputOf(operation, request)
        const run = () => api[name]!(input, call)
        const key = operation.idempotent ? request.headers['idempotency-key'] : undefined
        const output =
          key === undefined
            ? await run()
            : await options.idempotency(call, `${c.name}.${name}`, String(key), input, run)
        return answer(operation, request, reply, output)
      },
    })
  }
}

/** What the parts of a request must be; where nothing of the body is required, there may be none. */
const requestSchema = (operation: Operation) => {
  const [method] = methodAndPath(operation)
  const inPath = pathKeys(operation)
  const rest = restOfInput(operation)
  const params = {
    type: 'object',
    required: inPath,
    properties: Object.fromEntries(inPath.map((key) => [key, (operation.input as TObject).properties[key]])),
  }
  return {
    ...(inPath.length > 0 ? { params } : {}),
    ...(travelsInQuery(method)
      ? { querystring: rest }
      : Object.keys(rest.properties).length > 0
        ? { body: (rest.required ?? []).length > 0 ? rest : { ...rest, type: ['object', 'null'] } }
        : {}),
  }
}

const inputOf = (operation: Operation, request: FastifyRequest): object => {
  const input: Record<string, unknown> = {
    ...(request.query as object),
    ...(request.body as object | null),
    ...(request.params as object),
  }
  if (operation.versioned === 'update') input.version = versionExpected(request)
  return input
}

const versionExpected = (request: FastifyRequest): number => {
  const header = request.headers['if-match']
  if (header === undefined) {
    throw new Problem('precondition-required', 428, 'Say with If-Match which version you have changed')
  }
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1]
  if (version === undefined) throw stale(0)
  return Number(version)
}

const answer = (operation: Operation, request: FastifyRequest, reply: FastifyReply, output: unknown) => {
  void reply.header('cache-control', 'no-store')
  if (operation.status === 204) return reply.code(204).send()
  if (operation.versioned) {
    const tag = `"${(output as { version: number }).version}"`
    void reply.header('etag', tag).header('cache-control', 'private, no-cache')
    if (operation.versioned === 'read' && request.headers['if-none-match'] === tag) return reply.code(304).send()
  }
  return reply
    .code(operation.status ?? 200)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(output))
}

/** For services: what to throw when `input.version` is not the current one. */
export const changedMeanwhile = stale
