import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { ObjectsConfig } from '#backbone/objects'
import { misused } from './verb.ts'

/** The bucket a station keeps its objects in, when it does not keep them on its own disk. */
export type Bucket = Extract<ObjectsConfig, { kind: 's3' }>

/** The engines a station stands on; the embedded ones where nothing is given. */
export type Engines = {
  databaseUrl: string | undefined
  bucket: Bucket | undefined
  /** How many steps of one station may be under way at once, by queue; none where absent. */
  caps: Record<string, number>
}

/** What a node does: whose HTTP it answers (all services when absent), and how many steps at once from which queue. */
export type Roles = { httpOf: string[] | undefined; queues: Record<string, number> }

export const defaultPort = 8080
export const queueNames = ['first', 'ingest', 'transcode'] as const

/** Slots by queue that suit this machine: an encoder keeps about two cores busy by its own threads. */
export const defaultQueues = (): Record<string, number> => ({
  first: 2,
  ingest: 2,
  transcode: Math.max(1, Math.floor(availableParallelism() / 2)),
})

/** The folder a station keeps everything in, absolute. */
export const dataFolder = (given: string | undefined): string => {
  if (given === '') throw misused('--data names no folder')
  return resolve(given ?? './data')
}

/** A TCP port, 0 to 65535 (0: any free one). */
export const readPort = (given: string | undefined): number => {
  if (given === undefined) return defaultPort
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN
  if (!(port <= 65_535)) throw misused(`--port takes a number from 0 to 65535, not '${given}'`)
  return port
}

/** Reads `DATABASE_URL`, `S3_*` and `STATION_CAPS`; a half-given bucket is refused rather than guessed. */
export const readEngines = (env: NodeJS.ProcessEnv): Engines =>
  Object.freeze({
    databaseUrl: readDatabaseUrl(env.DATABASE_URL),
    bucket: readBucket(env),
    caps: env.STATION_CAPS ? readQueues(env.STATION_CAPS) : {},
  })

const readDatabaseUrl = (given: string | undefined): string | undefined => {
  if (!given) return undefined
  const url = URL.parse(given)
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw misused('DATABASE_URL must be an address like postgres://user:password@host:5432/name')
  }
  return given
}

/** Reads `TRUSTED_PROXIES`: addresses or networks with commas, `10.0.0.5,10.1.0.0/16`. */
export const readProxies = (given: string | undefined): string[] => {
  const proxies = given ? given.split(',').map((one) => one.trim()) : []
  for (const proxy of proxies) {
    const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(proxy) ?? []
    if (isIP(address) > 0 && Number(bits ?? 0) <= (isIP(address) === 4 ? 32 : 128)) continue
    throw misused(`TRUSTED_PROXIES are addresses or networks like 10.0.0.5,10.1.0.0/16, not '${proxy}'`)
  }
  return proxies
}

const bucketVariables = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const

const readBucket = (env: NodeJS.ProcessEnv): Bucket | undefined => {
  const missing = bucketVariables.filter((name) => !env[name])
  if (missing.length === bucketVariables.length && !env.S3_REGION) return undefined
  if (missing.length > 0) throw misused(`S3 is only half given: ${missing.join(', ')} missing`)
  const endpoint = env.S3_ENDPOINT!
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw misused(`S3_ENDPOINT must be an address like https://s3.example.cn, not '${endpoint}'`)
  }
  return {
    kind: 's3',
    endpoint,
    region: env.S3_REGION || 'us-east-1',
    bucket: env.S3_BUCKET!,
    accessKeyId: env.S3_ACCESS_KEY_ID!,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY!,
    // Amazon and its kind want the bucket in the host name; MinIO, Ceph and SeaweedFS take it in the path.
    forcePathStyle: !/\.(amazonaws\.com(\.cn)?|aliyuncs\.com|myqcloud\.com)$/.test(new URL(endpoint).hostname),
  }
}

/** `all`, or a list of `http`, `http:<service>` and `queue:<name>=<slots>`, separated by commas. */
export const readRoles = (given: string | undefined, services: string[]): Roles => {
  if (given === undefined || given === 'all') return { httpOf: undefined, queues: defaultQueues() }
  const httpOf: string[] = []
  const queues: Record<string, number> = {}
  for (const role of given.split(',')) {
    if (role === 'http') httpOf.push(...services)
    else if (role.startsWith('http:')) httpOf.push(knownService(role.slice(5), services))
    else if (role.startsWith('queue:')) Object.assign(queues, readQueue(role.slice(6)))
    else throw misused(`--roles knows all, http, http:<service> and queue:<name>=<slots>, not '${role}'`)
  }
  return { httpOf, queues }
}

const knownService = (name: string, services: string[]): string => {
  if (services.includes(name)) return name
  throw misused(`there is no service '${name}'; there are ${services.join(', ')}`)
}

/** `transcode=2,ingest=1` as slots by queue. */
export const readQueues = (given: string): Record<string, number> =>
  Object.assign({}, ...given.split(',').map(readQueue))

const readQueue = (given: string): Record<string, number> => {
  const [, name, slots] = /^([a-z]+)=(\d{1,3})$/.exec(given) ?? []
  if (!name) throw misused(`a queue is given as <name>=<slots>, e.g. transcode=2, not '${given}'`)
  if (!queueNames.some((known) => known === name)) {
    throw misused(`there is no queue '${name}'; there are ${queueNames.join(', ')}`)
  }
  return { [name]: Number(slots) }
}
