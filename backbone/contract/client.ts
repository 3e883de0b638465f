import {
  methodAndPath,
  travelsInQuery,
  type CallOptions,
  type Client,
  type Contract,
  type Operation,
} from './contract.ts'
import { Problem, problemFrom } from './problem.ts'

export type ClientOptions = {
  /** Address of the node, e.g. `http://127.0.0.1:8080`; the page's own origin in browsers. */
  origin: string
  /** An API key; browsers use their session cookie. */
  token?: string
  /** The station to act in, when the session belongs to several. */
  station?: () => string | undefined
  timeoutSeconds?: number
  fetch?: typeof fetch
}

/** Calls a service in the very words of its contract over HTTP. Runs in browsers and on nodes. */
export const client = <C extends Contract>(c: C, options: ClientOptions): Client<C> => {
  const call = (operation: Operation) => (input: Record<string, unknown>, callOptions?: CallOptions) =>
    send(options, requestFor(c, operation, input, options), callOptions)
  return Object.fromEntries(
    Object.entries(c.operations).map(([name, operation]) => [name, call(operation)]),
  ) as unknown as Client<C>
}

type Wire = { method: string; url: URL; headers: Record<string, string>; body?: string }

const requestFor = (
  c: Contract,
  operation: Operation,
  input: Record<string, unknown>,
  options: ClientOptions,
): Wire => {
  const [method, path] = methodAndPath(operation)
  const rest = { ...input }
  const filled = path.replace(/:(\w+)/g, (_, key: string) => {
    const value = String(rest[key])
    delete rest[key]
    return encodeURIComponent(value)
  })
  const headers: Record<string, string> = { accept: 'application/json' }
  if (operation.versioned === 'update') {
    headers['if-match'] = `"${String(rest.version)}"`
    delete rest.version
  }
  if (options.token) headers.authorization = `Bearer ${options.token}`
  const station = options.station?.()
  if (station) headers['rongmei-station'] = station
  const url = new URL(`/api/${c.name}${filled === '/' ? '' : filled}`, options.origin)
  if (travelsInQuery(method)) {
    for (const [key, value] of Object.entries(rest)) {
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined) url.searchParams.append(key, String(one))
    }
    return { method, url, headers }
  }
  headers['content-type'] = 'application/json'
  return { method, url, headers, body: JSON.stringify(rest) }
}

const send = async (options: ClientOptions, wire: Wire, callOptions: CallOptions = {}): Promise<unknown> => {
  const timeout = AbortSignal.timeout((options.timeoutSeconds ?? 30) * 1000)
  const signal = callOptions.signal ? AbortSignal.any([callOptions.signal, timeout]) : timeout
  const { url, ...init } = wire
  if (callOptions.idempotencyKey) init.headers['idempotency-key'] = callOptions.idempotencyKey
  const reply = await (options.fetch ?? fetch)(url, { ...init, signal }).catch((cause: unknown) => {
    if (callOptions.signal?.aborted) throw cause
    throw new Problem('unreachable', 503, `No answer from ${url.host}`, { reason: String(cause) })
  })
  const text = await reply.text()
  const body: unknown = text === '' ? {} : parseJson(text)
  if (!reply.ok) throw problemFrom(reply.status, body)
  return body
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
