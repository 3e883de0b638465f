import { pino, type Logger } from 'pino'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Log = Logger

export type Telemetry = {
  log: Log
  /** Prometheus text of everything measured here. */
  metrics(): Promise<string>
  counter(name: string, help: string, labels?: string[]): Counter
  gauge(name: string, help: string, labels?: string[]): Gauge
  histogram(name: string, help: string, labels: string[], buckets: number[]): Histogram
}

/** What may never reach a log line, wherever it stands in the logged object. */
const secrets = ['password', 'token', 'secret', 'authorization', 'cookie', 'secretAccessKey', 'databaseUrl']

/** An error as it is logged: the drivers hang whole connections on theirs, which are neither short nor for every eye. */
const inShort = (cause: unknown): unknown => {
  if (!(cause instanceof Error)) return cause
  const { name, message, stack } = cause
  const code = 'code' in cause ? { code: cause.code } : {}
  return { type: name, message, stack, ...code, ...(cause.cause ? { cause: inShort(cause.cause) } : {}) }
}

/** Structured logs (JSON lines, on stderr unless told) and Prometheus metrics of one node. */
export const openTelemetry = (options: {
  node: string
  level?: string
  to?: { write(line: string): void }
}): Telemetry => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const log = pino(
    {
      level: options.level ?? 'info',
      base: { node: options.node },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: inShort },
      redact: { paths: secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '…' },
    },
    options.to ?? pino.destination({ dest: 2, sync: true }),
  )
  return {
    log,
    metrics: () => registry.metrics(),
    counter: (name, help, labelNames = []) => new Counter({ name, help, labelNames, registers: [registry] }),
    gauge: (name, help, labelNames = []) => new Gauge({ name, help, labelNames, registers: [registry] }),
    histogram: (name, help, labelNames, buckets) =>
      new Histogram({ name, help, labelNames, buckets, registers: [registry] }),
  }
}
