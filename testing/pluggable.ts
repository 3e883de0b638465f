import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { createLocalKey } from '#backbone/access'
import { client } from '#backbone/client'
import { openDatabase } from '#backbone/db'
import { runs } from '#backbone/jobs/contract'
import { scopes } from '#backbone/scopes'
import { vms, type Asset } from '#services/vms'
import { programsOn, until } from './programs.ts'
import { startStation, type TestStation } from './station.ts'
import { metadata, tusSender } from './tus.ts'

const main = join(import.meta.dirname, '../main.ts')

/** How one flow of an asset stands in the database. */
export type FlowCount = { name: string; kind: string; state: string; segments: number; places: number; seconds: number }

/** A whole station that can lose its power and come back on the same folder, used over HTTP with a key. */
export const startPluggable = async (options: Parameters<typeof startStation>[0] = {}) => {
  let station = await startStation(options)
  let databaseUrl = await databaseOf(station)
  const token = await keyFor(databaseUrl)
  const headers = { authorization: `Bearer ${token}` }
  const reach = () => ({ origin: station.url, token })

  /** Asks the station's own database. */
  const ask = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => {
    const connection = new pg.Client({ connectionString: databaseUrl })
    await connection.connect()
    try {
      return (await connection.query<R>(text, values)).rows
    } finally {
      await connection.end()
    }
  }
  const assets = () => client(vms, reach())
  const steps = async ({ run }: Asset) => (await client(runs, reach()).get({ run: run! })).steps

  return {
    get station() {
      return station
    },
    headers,
    ask,
    assets,
    runs: () => client(runs, reach()),
    tus: () => tusSender(station.url, '', headers),
    /** Uploads a film; answers with its asset, which is being ingested by then. */
    async bring(bytes: Uint8Array, name: string): Promise<Asset> {
      const tus = tusSender(station.url, '', headers)
      const said = metadata({ filename: name })
      const path = await tus.create({ 'upload-length': bytes.length, 'upload-metadata': said })
      await tus.patch(path, 0, bytes)
      return this.assetOf(path)
    },
    assetOf: (path: string) =>
      until('an asset', async () => {
        const found = await assets()
          .ofUpload({ upload: path.split('/').at(-1)! })
          .catch(() => undefined)
        return found?.asset
      }),
    settled: (id: string) =>
      until('the end of an ingest', async () => {
        const asset = await assets()
          .get({ id })
          .catch(() => undefined)
        return asset && asset.state !== 'ingesting' && asset
      }),
    steps,
    /** Waits until a step of this kind runs. */
    running: (asset: Asset, kind: string) =>
      until(
        `the step ${kind}`,
        async () => (await steps(asset)).find(({ key, state }) => key.startsWith(kind) && state === 'running'),
        20,
      ),
    flows: (source: string) =>
      ask<FlowCount>(
        `select name, kind, flow.state, count(*)::int as segments, count(distinct sequence)::int as places,
          sum(duration_ticks)::float8 / timescale as seconds
        from slice.flow join slice.segment on flow = flow.id where source = $1 and role = 'ladder'
        group by flow.id order by name`,
        [source],
      ),
    /** Holds a lock until the database goes: whoever needs what it covers stops there. */
    async hold(statement: string, values: unknown[] = []) {
      const connection = new pg.Client({ connectionString: databaseUrl })
      connection.on('error', () => {})
      await connection.connect()
      await connection.query('begin')
      await connection.query(statement, values)
    },
    /** Pulls the plug, sees that no program outlives it, and starts the station again. */
    async unplug() {
      await station.kill()
      await until('the end of all its programs', async () => (await programsOn(station.folder)).length === 0)
      station = await startStation({ ...options, folder: station.folder })
      databaseUrl = await databaseOf(station)
    },
    /** Another process that works for this station. */
    async worker(queues: string): Promise<ChildProcess> {
      const child = spawn(process.execPath, [main, 'worker', '--data', station.folder, '--queues', queues], {
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      return child
    },
  }
}
export type Pluggable = Awaited<ReturnType<typeof startPluggable>>

const databaseOf = async ({ folder }: TestStation) =>
  (JSON.parse(await readFile(join(folder, 'run/station.json'), 'utf8')) as { databaseUrl: string }).databaseUrl

const keyFor = async (url: string) => {
  const db = openDatabase(url, { connections: 1 })
  try {
    return (await createLocalKey(db, { name: 'test', scopes: [...scopes] })).secret
  } finally {
    await db.close()
  }
}

/** A port through which a server is reached, and which can be pulled out and put in again elsewhere. */
export const openSocket = async (to: number) => {
  let target: number | undefined = to
  const open = new Set<Socket>()
  const server = createServer((near) => {
    if (target === undefined) return near.destroy()
    const far = createConnection({ host: '127.0.0.1', port: target })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => {})
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    unplug() {
      target = undefined
      for (const one of open) one.destroy()
    },
    plug(port: number) {
      target = port
    },
    close() {
      for (const one of open) one.destroy()
      server.close()
    },
  }
}
