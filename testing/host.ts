import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noStation, startHost, systemCall, type Call, type Host, type HostOptions } from '#backbone'
import { accessService, audit, authenticator } from '#backbone/access'
import { openDatabase, type Database } from '#backbone/db'
import { openObjects } from '#backbone/objects'
import { scopes, type Scope } from '#backbone/scopes'
import { openTelemetry } from '#backbone/telemetry'
import { testDatabase } from './postgres.ts'

export type TestHost = Host & {
  db: Database
  folder: string
  station: string
  call: Call
  /** Answers over HTTP as well, on a port of its own; returns the address. */
  listen(): Promise<string>
  close(): Promise<void>
}

/**
 * A host with the given services on a database and a disk store of its own, working its queues. Requests say who they
 * are by headers instead of logging in: `rongmei-station` (a uuid; signed out without it) and `test-scopes` (all unless told).
 * With `signIn` the access service runs as well, and people and keys sign in as they do in earnest.
 */
export const startTestHost = async (
  options: Pick<HostOptions, 'services'> & Partial<HostOptions> & { working?: boolean; signIn?: boolean },
): Promise<TestHost> => {
  const { signIn, working, ...given } = options
  const database = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-host-'))
  const db = openDatabase(database.url)
  const objects = options.objects ?? (await openObjects({ kind: 'disk', folder: join(folder, 'objects') }))
  const station = randomUUID()
  const host = await startHost({
    node: 'test',
    version: '0',
    db,
    objects,
    telemetry: openTelemetry({ node: 'test', level: process.env.RONGMEI_TEST_LOG ?? 'silent' }),
    authenticate: signIn ? authenticator(db) : byHeaders,
    audit: signIn ? audit : async () => {},
    workFolder: join(folder, 'work'),
    seal: Buffer.alloc(32, 'tests'),
    queues: { first: 1, ingest: 2, transcode: 1 },
    ...given,
    services: [...(signIn ? [accessService] : []), ...options.services],
  })
  if (working !== false) await host.work()
  return {
    ...host,
    db,
    folder,
    station,
    call: systemCall(station, 'tester'),
    listen: () => host.app.listen({ port: 0, host: '127.0.0.1' }),
    async close() {
      await host.close()
      if (!options.objects) await objects.close()
      await db.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const byHeaders: HostOptions['authenticate'] = async (request) => {
  const said = request.headers['rongmei-station']
  const given = request.headers['test-scopes']
  const allowed = new Set<Scope>(typeof given === 'string' ? (given.split(',') as Scope[]) : scopes)
  const call = systemCall(typeof said === 'string' ? said : noStation, 'tester')
  return { call: { ...call, scopes: allowed, requestId: request.id }, signedIn: said !== undefined }
}
