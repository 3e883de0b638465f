import { noStation, startHost, systemCall } from '#backbone'
import { openDatabase } from '#backbone/db'
import { openObjects } from '#backbone/objects'
import { scopes } from '#backbone/scopes'
import { openTelemetry } from '#backbone/telemetry'
import storage from '../services/storage/service.ts'
import upload from '../services/upload/service.ts'

// A server of storage and upload in a process of its own, to be killed or measured:
// `node testing/upload-server.ts <database url> <folder>`. Says `{"port":…}`, and ends with its standard input.
const [url, folder] = process.argv.slice(2) as [string, string]
const host = await startHost({
  node: `test-${process.pid}`,
  version: '0',
  db: openDatabase(url),
  objects: await openObjects({ kind: 'disk', folder }),
  telemetry: openTelemetry({ node: 'test', level: process.env.RONGMEI_TEST_LOG ?? 'silent' }),
  services: [storage, upload],
  authenticate: async (request) => {
    const said = request.headers['rongmei-station']
    const call = systemCall(typeof said === 'string' ? said : noStation, 'tester')
    return { call: { ...call, scopes: new Set(scopes) }, signedIn: said !== undefined }
  },
  audit: async () => {},
  seal: Buffer.alloc(32, 'tests'),
  workFolder: `${folder}/work`,
  queues: {},
  given: {
    access: { stationOf: async ({ id }: { id: string }) => ({ id, name: 'test', createdAt: '', version: 1 }) },
  },
})
const address = await host.app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`${JSON.stringify({ port: Number(new URL(address).port) })}\n`)
process.stdin.on('end', () => process.exit()).resume()
