import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Host } from '#backbone'
import { ensureFirstAdmin } from '#backbone/access'
import { startEmbeddedPostgres, type Database } from '#backbone/db'
import { key } from '#services/key'
import { subtitles } from '#services/subtitles'
import { vms } from '#services/vms'
import { dataFolder, defaultPort, readEngines, readPort, readProxies, readRoles, type Roles } from './config.ts'
import { livenUp } from './demo.ts'
import { ensureMachine } from './ensure.ts'
import { takeLock } from './lock.ts'
import { openNode, version } from './node.ts'
import { checkAddress } from './port.ts'
import { thisProcess } from './process.ts'
import { readSeal } from './seal.ts'
import { serviceNames } from './services.ts'
import { aborted, untilAskedToStop } from './signals.ts'
import { leaveNote } from './station.ts'
import { Refusal, verb } from './verb.ts'

const say = (line: string) => void process.stderr.write(`rongmei: ${line}\n`)

export default verb({
  usage: '[--data DIR] [--port N] [--host H] [--roles …] [--demo]',
  about: [
    'Starts the station of this machine and prints `rongmei ready http://HOST:PORT` when it serves.',
    '启动本机的台；首次启动的管理员登录信息在 DIR/first-login.txt。',
    '',
    'Without more it brings its own PostgreSQL and keeps objects on its own disk. From the environment:',
    '  DATABASE_URL                       PostgreSQL 18 or later',
    '  S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY (and S3_REGION)',
    '  STATION_CAPS                       steps of one station at once: transcode=4,ingest=8 (same on every node)',
    '  TRUSTED_PROXIES                    proxies on other machines: 10.0.0.5,10.1.0.0/16',
    'Logs go to DIR/logs/rongmei.log. Ctrl-C or SIGTERM stops it; work under way goes back to the queue.',
  ].join('\n'),
  flags: {
    data: { type: 'string', value: 'DIR', help: 'Folder of everything the station keeps (./data)' },
    port: { type: 'string', value: 'N', help: `Port to serve on (${defaultPort})` },
    host: {
      type: 'string',
      value: 'H',
      help: 'Address to serve on (127.0.0.1: this machine only; 0.0.0.0: everybody)',
    },
    roles: {
      type: 'string',
      value: 'LIST',
      help: 'all, or of http, http:<service> and queue:<name>=<slots>, with commas (all)',
    },
    demo: { type: 'boolean', help: 'Bring real films, columns and colleagues into an empty station, to try it (演示)' },
  },
  async run({ flags, env }) {
    const folder = dataFolder(flags.data)
    const host = flags.host ?? '127.0.0.1'
    const config = Object.freeze({ port: readPort(flags.port), roles: readRoles(flags.roles, serviceNames) })
    const engines = readEngines(env)
    const trustedProxies = readProxies(env.TRUSTED_PROXIES)
    const stopping = untilAskedToStop(say)
    process.stderr.on('error', () => {}) // the terminal may be closed before the station stops

    await using opened = new AsyncDisposableStack()
    openFolder(folder)
    opened.defer(
      takeLock(join(folder, 'run', 'lock'), ({ pid }) => `a station already runs on ${folder} (process ${pid})`),
    )
    await checkAddress(host, config.port)
    const machine = ensureMachine(say)
    const databaseUrl = engines.databaseUrl ?? (await startOwnDatabase(folder, opened))
    if (stopping.aborted) return 0
    const { host: node, db } = await openNode(
      {
        name: hostname(),
        folder,
        databaseUrl,
        bucket: engines.bucket,
        roles: config.roles,
        caps: engines.caps,
        seal: readSeal(env, folder),
        trustedProxies,
        logName: 'rongmei.log',
      },
      opened,
    )
    await answerFrontDoors(node, config.roles, folder)
    await machine
    if (stopping.aborted) return 0

    await node.app.listen({ host, port: config.port })
    const { port } = node.app.server.address() as AddressInfo
    await tellFirstLogin(db, folder, addressOf(reachable(host), port))
    opened.defer(
      leaveNote(folder, {
        ...thisProcess(),
        url: addressOf(reachable(host), port),
        databaseUrl,
        version,
        ...(engines.bucket ? { bucket: engines.bucket } : {}),
      }),
    )
    await node.work()
    process.stdout.write(`rongmei ready ${addressOf(host, port)}\n`)
    if (host === '127.0.0.1') say(`open to this machine only; 'rongmei up --host 0.0.0.0' opens it to others`)
    if (flags.demo) {
      const origin = addressOf(reachable(host), port)
      await livenUp({ origin, databaseUrl, folder, say, signal: stopping }).catch((cause: Error) => {
        if (!stopping.aborted) say(`--demo stopped: ${cause.message}`)
      })
    }
    await aborted(stopping)
    return 0
  },
})

const openFolder = (folder: string) => {
  try {
    mkdirSync(join(folder, 'run'), { recursive: true, mode: 0o700 })
    accessSync(folder, constants.W_OK)
    accessSync(join(folder, 'run'), constants.W_OK)
  } catch (cause) {
    throw new Refusal(`the folder ${folder} cannot be written: ${(cause as Error).message}`)
  }
}

const startOwnDatabase = async (folder: string, opened: AsyncDisposableStack): Promise<string> => {
  const database = await startEmbeddedPostgres(join(folder, 'postgres'))
  opened.defer(() => database.stop())
  return database.url
}

/** The web applications, on a node that answers for the catalogue; loaded only here, since a worker needs none of it. */
const answerFrontDoors = async (node: Host, roles: Roles, folder: string) => {
  if (roles.httpOf && !roles.httpOf.includes(vms.name)) return
  const [{ buildApps }, { answerApps }, { answerDemoClip }] = await Promise.all([
    import('../apps/server/build.ts'),
    import('../apps/server/routes.ts'),
    import('../apps/server/demo-clip.ts'),
  ])
  const building = setTimeout(() => say('building the console, once (正在构建控制台) …'), 1000)
  try {
    await buildApps()
  } catch (cause) {
    throw new Refusal(`the console could not be built: ${(cause as Error).message}`)
  } finally {
    clearTimeout(building)
  }
  await answerApps(node.app, { vms: node.api(vms), key: node.api(key), subtitles: node.api(subtitles) })
  answerDemoClip(node.app, folder)
}

/** On the first start: the one person there is, with a password that must be replaced at the first login. */
const tellFirstLogin = async (db: Database, folder: string, url: string) => {
  const file = join(folder, 'first-login.txt')
  const admin = await ensureFirstAdmin(db, '融媒体中心', ({ login, oneTimePassword }) => {
    const lines = [url, `login (账号): ${login}`, `one-time password (一次性密码): ${oneTimePassword}`]
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  })
  if (admin) say(`your first login is in ${file} (首次登录信息)`)
}

/** Where this machine itself reaches what listens on `host`. */
const reachable = (host: string) => (host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host)
const addressOf = (host: string, port: number) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`
