import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem, service, type HostOptions, type Kit } from '#backbone'
import { runs } from '#backbone/jobs/contract'
import type { Objects } from '#backbone/objects'
import { search } from '#services/search'
import { storage } from '#services/storage'
import { transcode } from '#services/transcode'
import { vms } from '#services/vms'
import dnaService from '../services/dna/service.ts'
import qcService from '../services/qc/service.ts'
import sliceService from '../services/slice/service.ts'
import subtitlesService from '../services/subtitles/service.ts'
import transcodeService from '../services/transcode/service.ts'
import { ingest } from '../services/vms/ingest.ts'
import { startTestHost, type TestHost } from './host.ts'

export type IngestHost = TestHost & {
  objects: Objects
  /** Assets that the public may play. */
  published: Set<string>
  /** Ingests a file of this machine as a new asset, or again as one that is there. */
  ingest(
    path: string,
    how?: { asset?: string; profile?: string; columns?: string[] },
  ): Promise<{ asset: string; run: string; ended(): Promise<Ended> }>
}
type Ended = Awaited<ReturnType<Api['get']>>
type Api = ReturnType<typeof runsOf>
const runsOf = (host: TestHost) => host.api(runs)

/** A host that ingests as in earnest, with files of this machine for essences and without catalogue and storage. */
export const startIngestHost = async (services: HostOptions['services']): Promise<IngestHost> => {
  const files = new Map<string, string>()
  const assets = new Set<string>()
  const published = new Set<string>()
  let kit: Kit<never, {}, object> | undefined
  const owner = service<object>()({
    contract: { name: 'owner', summary: 'Owns the ingest', operations: {}, events: {} },
    uses: { transcode },
    start(given) {
      kit = given
      return { api: {}, workflows: [ingest] }
    },
  })
  const host = await startTestHost({
    services: [sliceService, transcodeService, dnaService, qcService, subtitlesService, owner, ...services],
    given: {
      [search.name]: { texts: async () => ({}) },
      [storage.name]: {
        source: async ({ id }: { id: string }) => {
          const location = files.get(id)!
          return { location, local: true, bytes: (await stat(location)).size }
        },
      },
      [vms.name]: {
        playback: async ({ id }: { id: string }) => {
          if (!assets.has(id)) throw new Problem('asset-not-found', 404, 'There is no such asset here')
          return { station: host.station, published: published.has(id), lendable: true, title: 'An asset' }
        },
        get: async ({ id }: { id: string }) => ({ id }),
        requireEdit: async () => ({}),
      },
    },
  })

  const ended = async (run: string): Promise<Ended> => {
    for (let waited = 0; waited < 300_000; waited += 50) {
      const found = await runsOf(host).get({ run }, host.call)
      if (['done', 'failed', 'cancelled'].includes(found.state)) return found
      await sleep(50)
    }
    throw new Error('the ingest did not end')
  }

  return {
    ...host,
    objects: kit!.objects,
    published,
    async ingest(path, { asset = randomUUID(), ...how } = {}) {
      const essence = randomUUID()
      files.set(essence, path)
      assets.add(asset)
      const about = { station: host.station, subject: asset, title: path }
      const run = await kit!.inStation(host.call, (tx) =>
        kit!.submit(tx, { ...about, workflow: ingest.name, input: { asset, essence, ...how } }),
      )
      return { asset, run, ended: () => ended(run) }
    },
  }
}
