export type Schema = { description?: string; [key: string]: unknown }
export type Parameter = { name: string; in: string; required?: boolean; schema?: Schema }
type Described = {
  operationId?: string
  summary?: string
  tags?: string[]
  parameters?: Parameter[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  description?: string
  security?: unknown[]
}
/** As much of an OpenAPI document as the page shows. */
export type OpenApi = {
  paths: Record<string, Record<string, Described>>
  tags?: { name: string; description?: string }[]
}

export type Operation = {
  id: string
  method: string
  path: string
  summary: string
  scope: string
  parameters: Parameter[]
  body: Schema | undefined
}
export type ServiceOperations = { service: string; summary: string; operations: Operation[] }

/** The operations of a document by service, those that fit the words: in path, summary or service. */
export const operationsIn = (document: OpenApi | undefined, text: string): ServiceOperations[] => {
  if (!document) return []
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      service: described.tags?.[0] ?? '',
      method,
      path,
      described,
    })),
  )
  const about = new Map(document.tags?.map(({ name, description = '' }) => [name, description]))
  return [...Map.groupBy(all, ({ service }) => service)]
    .map(([service, operations]) => ({
      service,
      summary: about.get(service) ?? '',
      operations: operations.map(shape).filter((one) => fits(words, `${service} ${one.path} ${one.summary}`)),
    }))
    .filter(({ operations }) => operations.length > 0)
    .toSorted((a, b) => a.service.localeCompare(b.service))
}

const shape = ({ method, path, described }: { method: string; path: string; described: Described }): Operation => ({
  id: described.operationId ?? `${method} ${path}`,
  method: method.toUpperCase(),
  path,
  summary: described.summary ?? '',
  scope: described.security?.length === 0 ? 'public' : (/`(.+)`/.exec(described.description ?? '')?.[1] ?? ''),
  parameters: described.parameters ?? [],
  body: Object.values(described.requestBody?.content ?? {})[0]?.schema,
})

const fits = (words: readonly string[], text: string) => {
  const lower = text.toLowerCase()
  return words.every((word) => lower.includes(word))
}

/** A path with its parameters filled in, and the rest of them as a query string. */
export const addressOf = (operation: Operation, values: Readonly<Record<string, string>>): string => {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
  const query = new URLSearchParams(
    operation.parameters
      .filter((parameter) => parameter.in === 'query' && values[parameter.name])
      .map(({ name }) => [name, values[name]!]),
  )
  return query.size > 0 ? `${path}?${query}` : path
}

/** The parameters of an operation that travel as headers, where they have a value. */
export const headersOf = (operation: Operation, values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    operation.parameters
      .filter((parameter) => parameter.in === 'header' && values[parameter.name])
      .map(({ name }) => [name, values[name]!]),
  )

/** The request as one types it into a shell. */
export const curlOf = (
  origin: string,
  method: string,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): string =>
  [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${origin}${address}'`,
    `-H "Authorization: Bearer $RONGMEI_TOKEN"`,
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(body ? [`-H 'Content-Type: application/json'`, `-d '${body.replaceAll("'", String.raw`'\''`)}'`] : []),
  ].join(' \\\n  ')
