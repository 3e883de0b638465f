import { hkdfSync } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { access } from '../access/contract.ts'
import { system } from '../bus/contract.ts'
import { openBus, systemApi, type Bus } from '../bus/index.ts'
import { noStation, systemCall, type Call } from '../contract/call.ts'
import type { Api, Contract } from '../contract/contract.ts'
import { databaseProblem, migrate, type Database } from '../db/index.ts'
import { runs } from '../jobs/contract.ts'
import { runsApi, type Jobs } from '../jobs/index.ts'
import type { Objects } from '../objects/index.ts'
import { openListener, openRealtime, type Listener, type Realtime } from '../realtime/index.ts'
import type { Telemetry } from '../telemetry/index.ts'
import { answerDocs } from './docs.ts'
import { answerHealth } from './health.ts'
import { forgetOldAnswers, openIdempotency } from './idempotency.ts'
import { inDependencyOrder } from './order.ts'
import { authorise, bindContract, type Authenticate } from './routes.ts'
import { reportHealth } from './report.ts'
import { openServer } from './server.ts'
import type { AnyService, Change, Kit, Running } from './service.ts'
import { openEngine } from './engine.ts'

export type HostOptions = {
  node: string
  /** Under which it holds leases: of no other process at the same time, the same after a restart; `node` unless told. */
  holder?: string
  version: string
  db: Database
  objects: Objects
  telemetry: Telemetry
  services: AnyService[]
  /** How a request says who it is; made from the database, which has been migrated by then. */
  authenticate: Authenticate
  /** Enters a change in the audit trail. */
  audit(tx: unknown, call: Call, change: Change): Promise<void>
  /** Where attempts at work get their folders; private to this node. */
  workFolder: string
  /** From which the services' secrets come: 32 bytes, the same on every node of a station, and nowhere in the database. */
  seal: Buffer
  /** How many steps of one station may run at once, by queue; the same on every node. */
  caps?: Record<string, number>
  /** Services of which this node answers HTTP; all unless told. */
  httpOf?: string[]
  /** Queues of which this node does the work, with the number of steps at once. */
  queues: Record<string, number>
  /** Stand-ins for services that are not started here (tests). */
  given?: Record<string, object>
  /** Proxies, beside those on this machine, that are believed when they say who asks and how; addresses or networks. */
  trustedProxies?: string[]
}

export type Host = {
  app: FastifyInstance
  bus: Bus
  jobs: Jobs
  realtime: Realtime
  /** The services as callers in this process see them. */
  api<C extends Contract>(c: C): Api<C>
  /** Takes work from the queues and events from the bus; until then the host only answers. */
  work(): Promise<void>
  /** Stops taking work, lets requests end, closes everything it opened. */
  close(): Promise<void>
}

/** Runs the given services in one process: their schemas, their calls to one another, their HTTP, their work. */
export const startHost = async (options: HostOptions): Promise<Host> => {
  const { db, telemetry, node } = options
  const { log } = telemetry
  const stopping = new AbortController()
  const authenticate: Authenticate = async (...asked) => {
    try {
      return await options.authenticate(...asked)
    } catch (cause) {
      throw databaseProblem(cause)
    }
  }
  await migrate(db, 'host', new URL('./migrations/', import.meta.url))
  const listener: Listener = openListener(db.url, log)
  const app = openServer(telemetry, options.trustedProxies ?? [])
  const realtime = await openRealtime({ db, listener, log, app, authenticate })
  const bus = await openBus({ db, node: options.holder ?? node, log, listener })
  const idempotency = openIdempotency(db)
  const apis: Record<string, any> = { ...options.given }
  const running = new Map<string, Running<Contract>>()
  let jobs: Jobs | undefined

  const kitFor = (s: AnyService): Kit<Contract, any, any> => ({
    inStation: (who, work) => db.inStation(s.contract.name, typeof who === 'string' ? who : who.station, work),
    across: (work) => db.across(s.contract.name, work),
    use: lookUp(apis, s.uses),
    publish: (tx, event, about, data) => bus.publish(tx, { ...about, type: `${s.contract.name}.${event}`, data }),
    submit: (tx, run) => jobs!.submit(tx, run),
    audit: options.audit,
    tell: realtime.tell,
    caller: async (request, scope) => authorise(await authenticate(request), scope ?? 'signed-in'),
    objects: options.objects,
    secret: (purpose) => secretOf(options.seal, `${s.contract.name}/${purpose}`),
    log: log.child({ service: s.contract.name }),
    telemetry,
    signal: stopping.signal,
  })

  const order = inDependencyOrder(options.services, [...Object.keys(apis), runs.name, system.name])
  for (const s of order) {
    const { name } = s.contract as Contract
    if (s.migrations) await migrate(db, name, s.migrations)
    const one = (await s.start(kitFor(s))) as Running<Contract>
    running.set(name, one)
    apis[name] = one.api
    if (one.on) bus.subscribe(name, withSystemCall(name, one.on))
  }
  jobs = await openEngine({
    db,
    node,
    folder: options.workFolder,
    caps: options.caps ?? {},
    services: order,
    running,
    publish: bus.publish,
    tell: realtime.tell,
    telemetry,
  })
  apis.runs = runsApi(jobs, db)
  apis.system = systemApi({
    db,
    audit: options.audit,
    isOperator: isAtTheTop(apis),
    health: reportHealth({ name: node, version: options.version }, db, options.objects),
  })

  const answering = order.filter((s) => !options.httpOf || options.httpOf.includes(s.contract.name))
  const contracts = [...answering.map((s) => s.contract as Contract), runs, system]
  const bodyLimitBytes = 1024 * 1024
  for (const c of contracts) bindContract(app, c, apis[c.name], { authenticate, idempotency, bodyLimitBytes })
  for (const s of answering) await running.get(s.contract.name)!.http?.(app)
  await answerDocs(app, contracts, options.version)
  answerHealth(app, { db, telemetry, stopping: stopping.signal })
  const chores = setInterval(() => void forgetOldAnswers(db).catch(() => {}), 3_600_000)
  chores.unref()

  return {
    app,
    bus,
    jobs,
    realtime,
    api: (c) => apis[c.name],
    async work() {
      await bus.start()
      await jobs.work(options.queues)
    },
    async close() {
      stopping.abort()
      clearInterval(chores)
      await jobs.stopWork({ drainSeconds: 10 })
      await jobs.close()
      await bus.stop()
      await realtime.close()
      await closeServer(app)
      for (const s of order.toReversed()) await running.get(s.contract.name)!.stop?.()
      await listener.close()
    },
  }
}

/** A secret of a service's own, by which nothing is learnt of the seal or of another's. */
const secretOf = (seal: Buffer, purpose: string) => Buffer.from(hkdfSync('sha256', seal, '', `rongmei/${purpose}`, 32))

const graceMilliseconds = 5000

/** Lets requests in flight end; those that have not after a grace (an upload of hours) are cut off and can be resumed. */
const closeServer = async (app: FastifyInstance) => {
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMilliseconds)
  await app.close()
  clearTimeout(cut)
}

/** The services named in `uses`, looked up when they are called: some of the platform's own start last. */
const lookUp = (apis: Record<string, object>, uses: Record<string, Contract>) =>
  Object.defineProperties(
    {},
    Object.fromEntries(Object.entries(uses).map(([key, c]) => [key, { get: () => apis[c.name] }])),
  )

/** Whether no station stands above the given one. Where nobody knows the stations, none is the operator's. */
const isAtTheTop = (apis: Record<string, any>) => async (station: string) => {
  const stationOf = (apis[access.name] as Api<typeof access> | undefined)?.stationOf
  if (!stationOf || station === noStation) return false
  return (await stationOf({ id: station }, systemCall(station, 'host'))).parent === undefined
}

const withSystemCall = (name: string, handlers: NonNullable<Running<Contract>['on']>) =>
  Object.fromEntries(
    Object.entries(handlers).map(([type, handle]) => [
      type,
      (event: Parameters<typeof handle>[0], signal: AbortSignal) =>
        handle(event, systemCall(event.station, name, signal)),
    ]),
  )
