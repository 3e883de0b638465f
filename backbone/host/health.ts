import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Database } from '../db/index.ts'
import type { Telemetry } from '../telemetry/index.ts'

const isLoopback = (ip: string) => ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1'

/** `/healthz`: the process lives. `/readyz`: it can serve. `/metrics`: Prometheus, to the machine itself only. */
export const answerHealth = (
  app: FastifyInstance,
  options: { db: Database; telemetry: Telemetry; stopping: AbortSignal },
): void => {
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    const database = await sql`select 1`.execute(options.db.kysely).then(
      () => true,
      () => false,
    )
    const ok = database && !options.stopping.aborted
    return reply.code(ok ? 200 : 503).send({ ok, database, draining: options.stopping.aborted })
  })
  app.get('/metrics', async (request, reply) => {
    if (!isLoopback(request.ip)) return reply.callNotFound()
    return reply.type('text/plain; version=0.0.4').send(await options.telemetry.metrics())
  })
}
