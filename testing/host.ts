import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noStation, startHost, systemCall, type Call, type Host, type HostOptions } from '#backbone'
import { openDatabase } from '#backbone/db'
import { openObjects } from '#backbone/objects'
import { scopes, type Scope } from '#backbone/scopes'
import { openTelemetry } from '#backbone/telemetry'
import { testDatabase } from './postgres.ts'

export type TestHost = Host & { folder: string; station: string; call: Call; close(): Promise<void> }

/**
 * A host with the given services on a database and a disk store of its own, working its queues. Requests say who they
 * are by headers instead of logging in: `rongmei-station` (a uuid; signed out without it) and `test-scopes` (all unless told).
 */
export const startTestHost = async (
  options: Pick<HostOptions, 'services'> & Partial<HostOptions> & { working?: boolean },
): Promise<TestHost> => {
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
    authenticate: async (request) => {
      const said = request.headers['rongmei-station']
      const given = request.headers['test-scopes']
      const allowed = new Set<Scope>(typeof given === 'string' ? (given.split(',') as Scope[]) : scopes)
      const call = systemCall(typeof said === 'string' ? said : noStation, 'tester')
      return { call: { ...call, scopes: allowed, requestId: request.id }, signedIn: said !== undefined }
    },
    audit: async () => {},
    workFolder: join(folder, 'work'),
    queues: { ingest: 2, transcode: 1 },
    ...options,
  })
  if (options.working !== false) await host.work()
  return {
    ...host,
    folder,
    station,
    call: systemCall(station, 'tester'),
    async close() {
      await host.close()
      if (!options.objects) await objects.close()
      await db.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
