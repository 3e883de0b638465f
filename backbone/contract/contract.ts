import type { Static, TObject, TSchema } from 'typebox'
import { assertBounded } from './bounded.ts'
import type { Call } from './call.ts'
import type { Scope } from './scopes.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** One thing a service does for its callers: who may, what goes in, what comes out, and how it looks over HTTP. */
export type Operation = {
  /** `METHOD /path/:param`, below `/api/<service>`. Parameters in the path are properties of `input`. */
  http: `${Method} /${string}`
  summary: string
  /** The scope a caller needs; `public` needs no login, `signed-in` any login; `internal` is not offered over HTTP. */
  scope: Scope | 'public' | 'signed-in' | 'internal'
  input: TObject
  output: TSchema
  /** HTTP status of success; 200 unless told. */
  status?: 200 | 201 | 202 | 204
  /** With `Idempotency-Key`, a repeated request gets the first answer again and nothing is done twice. */
  idempotent?: boolean
  /** `read`: `output.version` becomes the ETag. `update`: `input.version` travels as If-Match and must be the current one. */
  versioned?: 'read' | 'update'
  /** The longest body a request may have; 1 MiB unless told. */
  mostBodyBytes?: number
}

/** One kind of durable work a service can do as a step of a workflow. */
export type Work = {
  summary: string
  /** The queue whose workers do it. */
  queue: string
  input: TObject
  output: TObject
  /** How often a failed attempt is tried again; 2 unless told. */
  retries?: number
  timeoutSeconds: number
}

/** What a service promises: operations others may call, work it can do in workflows, events it will publish. */
export type Contract = {
  name: string
  summary: string
  operations: Record<string, Operation>
  work?: Record<string, Work>
  events: Record<string, TObject>
}

/** Declares a contract, and refuses one whose inputs are not bounded (every string, array and number of pages). */
export const contract = <const C extends Contract>(c: C): C => {
  for (const [name, operation] of Object.entries(c.operations)) {
    assertBounded(operation.input, `${c.name}.${name}`)
    const keys = Object.keys(operation.input.properties)
    for (const key of pathKeys(operation)) {
      if (!keys.includes(key)) throw new Error(`${c.name}.${name}: path parameter :${key} is not in the input`)
    }
    if (operation.versioned === 'update' && !keys.includes('version')) {
      throw new Error(`${c.name}.${name}: a versioned update takes the version it changes`)
    }
  }
  return c
}

export type Input<O extends Operation> = Static<O['input']>
export type Output<O extends Operation> = Static<O['output']>

/** A service as other services in this process see it: every operation takes the call it is made in. */
export type Api<C extends Contract> = {
  [K in keyof C['operations']]: (input: Input<C['operations'][K]>, call: Call) => Promise<Output<C['operations'][K]>>
}

/** A service as seen over HTTP, where the connection itself says who calls. */
export type Client<C extends Contract> = {
  [K in keyof C['operations']]: (
    input: Input<C['operations'][K]>,
    options?: CallOptions,
  ) => Promise<Output<C['operations'][K]>>
}
export type CallOptions = { signal?: AbortSignal; idempotencyKey?: string }

export type EventOf<C extends Contract, E extends keyof C['events']> = Static<C['events'][E]>

/** Names of the parameters in an operation's path. */
export const pathKeys = (operation: Operation): string[] =>
  [...operation.http.matchAll(/:(\w+)/g)].map((match) => match[1]!)

export const methodAndPath = (operation: Operation): [Method, string] => operation.http.split(' ') as [Method, string]

/** Whether the rest of the input travels in the query string (else in the body). */
export const travelsInQuery = (method: Method): boolean => method === 'GET' || method === 'DELETE'
