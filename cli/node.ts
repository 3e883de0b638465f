import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { agreedObjectStore, startHost, type Host } from '#backbone'
import { audit, authenticator } from '#backbone/access'
import { openDatabase, type Database } from '#backbone/db'
import { openObjects } from '#backbone/objects'
import { openTelemetry } from '#backbone/telemetry'
import type { Bucket, Roles } from './config.ts'
import { openLogFile } from './log-file.ts'
import { lives, thisProcess } from './process.ts'
import { services } from './services.ts'
import { Refusal } from './verb.ts'
import packageJson from '../package.json' with { type: 'json' }

export const version: string = packageJson.version

/** What a node of a station is made of. */
export type NodeParts = {
  /** As people call it; shown beside the steps it does. */
  name: string
  folder: string
  databaseUrl: string
  bucket: Bucket | undefined
  roles: Roles
  caps: Record<string, number>
  /** Under which the station's secrets are kept. */
  seal: Buffer
  trustedProxies?: string[]
  /** Name of its log in `DIR/logs`. */
  logName: string
}

/** One node: a host with all services on the given engines. It answers and works when told to. */
export const openNode = async (
  parts: NodeParts,
  opened: AsyncDisposableStack,
): Promise<{ host: Host; db: Database }> => {
  const { folder } = parts
  const log = openLogFile(join(folder, 'logs', parts.logName))
  const telemetry = openTelemetry({ node: parts.name, to: log })
  logBugs(telemetry.log)
  const db = openDatabase(parts.databaseUrl, { name: parts.name })
  opened.defer(() => db.close())
  await checkDatabase(db)
  const objects = await openObjects(parts.bucket ?? { kind: 'disk', folder: join(folder, 'objects') })
  opened.defer(async () => objects.close())
  const workFolder = await ownWorkFolder(folder)
  opened.defer(() => rm(workFolder, { recursive: true, force: true }))
  const { httpOf, queues } = parts.roles
  const host = await startHost({
    node: parts.name,
    holder: `${parts.name} ${await markOf(join(folder, 'run'), 'node-id')}`,
    version,
    db,
    objects,
    telemetry,
    services,
    authenticate: authenticator(db),
    audit,
    workFolder,
    caps: parts.caps,
    seal: parts.seal,
    queues,
    ...(httpOf ? { httpOf } : {}),
    ...(parts.trustedProxies ? { trustedProxies: parts.trustedProxies } : {}),
  })
  opened.defer(() => host.close())
  await checkObjectStore(db, parts)
  return { host, db }
}

/** Says in words why a given database cannot be used. */
const checkDatabase = async (db: Database) => {
  const { host } = new URL(db.url)
  const version = sql<{ number: string }>`select current_setting('server_version_num') as number`
  const { rows } = await version.execute(db.kysely).catch((cause: Error) => {
    throw new Refusal(`the database at ${host} cannot be used: ${cause.message || String(cause)}`)
  })
  const major = Math.floor(Number(rows[0]!.number) / 10_000)
  if (major < 18) throw new Refusal(`the database at ${host} is PostgreSQL ${major}; 18 or later is needed`)
}

/** Two nodes of a station that keep objects in different places would each miss what the other has stored. */
const checkObjectStore = async (db: Database, { folder, bucket }: NodeParts) => {
  const own = bucket
    ? `bucket ${bucket.bucket} at ${bucket.endpoint}`
    : `folder ${await markOf(join(folder, 'objects'), 'store-id')}`
  const agreed = await agreedObjectStore(db, own)
  if (agreed === own) return
  throw new Refusal(
    `the objects of this database lie elsewhere (${agreed}; here: ${own}). ` +
      'All nodes of a station need the same data folder, or the same bucket (S3_*).',
  )
}

/** A folder is known by a mark of its own: it may be mounted under different names, and machines may be called alike. */
const markOf = async (folder: string, name: string): Promise<string> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, name)
  await writeFile(file, randomUUID(), { flag: 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw cause
  })
  return (await readFile(file, 'utf8')).trim()
}

/** A folder for attempts at work that is this process's alone; those of processes that died are removed. */
const ownWorkFolder = async (folder: string): Promise<string> => {
  const work = join(folder, 'work')
  mkdirSync(work, { recursive: true, mode: 0o700 })
  const machine = `${hostname()}@`
  const nameOf = (pid: number, startedAt: string) => `${machine}${pid}-${startedAt}`
  for (const name of await readdir(work)) {
    const [pid, startedAt = ''] = name.slice(machine.length).split('-')
    if (name.startsWith(machine) && !lives({ pid: Number(pid), startedAt })) {
      await rm(join(work, name), { recursive: true, force: true })
    }
  }
  const { pid, startedAt } = thisProcess()
  return join(work, nameOf(pid, startedAt))
}

/** What nobody caught is a bug: it is logged whole, and the node ends rather than go on in an unknown state. */
const logBugs = (log: { fatal(about: object, message: string): void }) => {
  const end = (err: unknown) => {
    log.fatal({ err }, 'the node ends: something went wrong that nobody caught')
    process.stderr.write(`rongmei: ${err instanceof Error ? (err.stack ?? err.message) : String(err)}\n`)
    process.exit(1)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}
