import { randomUUID } from 'node:crypto'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Telemetry } from '../telemetry/index.ts'
import { answerProblems } from './errors.ts'
import { followAnswers } from './gone.ts'

const requestIdPattern = /^[\w.-]{8,64}$/

/** The HTTP server: bounds, request ids, validation, problem+json, a histogram of durations. */
export const openServer = (telemetry: Telemetry, trustedProxies: string[]): FastifyInstance => {
  const app = fastify({
    loggerInstance: telemetry.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // Whoever is further away could say anything of themselves.
    trustProxy: ['loopback', ...trustedProxies],
    bodyLimit: 1024 * 1024,
    // Uploads last as long as they last; a connection that sends nothing for a minute is given up (below).
    requestTimeout: 0,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 500 },
    genReqId: (request) => {
      const given = request.headers['x-request-id']
      return typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID()
    },
  })
  app.server.headersTimeout = 20_000
  app.server.setTimeout(60_000)
  validate(app)
  answerProblems(app)
  followAnswers(app)
  const seconds = telemetry.histogram(
    'rongmei_http_seconds',
    'Duration of HTTP requests',
    ['method', 'route', 'status'],
    [0.005, 0.02, 0.1, 0.5, 2, 10],
  )
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    request.log.debug({ method: request.method, route, status: reply.statusCode, ms: reply.elapsedTime }, 'request')
  })
  return app
}

/** Bodies are taken as they are; only what comes as text (path, query) is read as the type the contract names. */
const validate = (app: FastifyInstance) => {
  const shared = { allErrors: false, useDefaults: true, strict: false } as const
  const strict = new Ajv2020(shared)
  const coercing = new Ajv2020({ ...shared, coerceTypes: 'array' })
  for (const ajv of [strict, coercing]) (addFormats as unknown as (ajv: Ajv2020) => void)(ajv)
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : coercing).compile(schema as object),
  )
}
