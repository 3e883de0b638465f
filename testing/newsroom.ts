import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostOptions } from '#backbone'
import { runs } from '#backbone/jobs/contract'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { upload } from '#services/upload'
import { vms, type Asset } from '#services/vms'
import dnaService from '../services/dna/service.ts'
import qcService from '../services/qc/service.ts'
import sliceService from '../services/slice/service.ts'
import storageService from '../services/storage/service.ts'
import subtitlesService from '../services/subtitles/service.ts'
import transcodeService from '../services/transcode/service.ts'
import uploadService from '../services/upload/service.ts'
import vmsService from '../services/vms/service.ts'
import { startTestHost, type TestHost } from './host.ts'
import { programsOn, until } from './programs.ts'
import { metadata, tusSender, type TusSender } from './tus.ts'

export type Newsroom = TestHost & {
  origin: string
  tus: TusSender
  /** What the station may store at most; no limit while undefined. */
  quota: { bytes: number | undefined }
  /** Uploads bytes under a name and answers with the asset that came of them. */
  bring(bytes: Uint8Array, name: string, more?: Record<string, string>): Promise<Asset>
  /** The asset that comes of the upload at an address. */
  assetOf(path: string): Promise<Asset>
  /** Uploads, waits for the end of the ingest, and answers with the asset and its run. */
  ingested(bytes: Uint8Array, name: string, more?: Record<string, string>): Promise<{ asset: Asset; run: Run }>
  /** Deletes an asset for good and waits until nothing is left of it. */
  deleted(asset: Asset): Promise<void>
  /** Waits until nothing is half done any more, and no program runs for it. */
  idle(): Promise<void>
  /** The asset once it is no longer being ingested. */
  settled(id: string): Promise<Asset>
  run(id: string): Promise<Run>
  timeline(source: string): Promise<Flows>
  /** Keys of all objects there are. */
  objects(): Promise<string[]>
  /** Uploads that lie in staging, unfinished writes, and folders of steps. */
  leftovers(): Promise<string[]>
}
type Run = Awaited<ReturnType<ReturnType<typeof runsOf>['get']>>
const runsOf = (host: TestHost) => host.api(runs)
type Flows = Awaited<ReturnType<ReturnType<typeof sliceOf>['timeline']>>['items']
const sliceOf = (host: TestHost) => host.api(slice)

/** Everything between an upload and an asset that is ready, in one process; only people and stations are stand-ins. */
export const startNewsroom = async (options: Partial<HostOptions> & { signIn?: boolean } = {}): Promise<Newsroom> => {
  const quota: Newsroom['quota'] = { bytes: undefined }
  const stationOf = async ({ id }: { id: string }) => ({
    id,
    name: '清河县融媒体中心',
    createdAt: '',
    version: 1,
    ...(quota.bytes === undefined ? {} : { quotaBytes: quota.bytes }),
  })
  const making = [storageService, uploadService, sliceService, transcodeService, vmsService]
  const services = [...making, dnaService, qcService, subtitlesService]
  const given = {
    ...(options.signIn ? {} : { access: { stationOf } }),
    // Whoever brings services of their own brings the index as well, if they want one.
    ...(options.services ? {} : { search: { texts: async () => ({}) } }),
  }
  const host = await startTestHost({ services, given, ...options })
  const origin = await host.listen()
  const tus = tusSender(origin, host.station)

  const bring: Newsroom['bring'] = async (bytes, name, more = {}) => {
    const said = metadata({ filename: name, ...more })
    const path = await tus.create({ 'upload-length': bytes.length, 'upload-metadata': said })
    const { status } = await tus.patch(path, 0, bytes)
    if (status !== 204) throw new Error(`the upload of ${name} was answered with ${status}`)
    return assetOf(path)
  }
  const assetOf: Newsroom['assetOf'] = (path) =>
    until('an asset', async () => {
      const asked = host.api(vms).ofUpload({ upload: path.split('/').at(-1)! }, host.call)
      return (await asked.catch(() => undefined))?.asset
    })
  const settled: Newsroom['settled'] = (id) =>
    until('the end of an ingest', async () => {
      const asset = await host.api(vms).get({ id }, host.call)
      return asset.state === 'ingesting' ? undefined : asset
    })
  const run: Newsroom['run'] = (id) => host.api(runs).get({ run: id }, host.call)
  const timeline: Newsroom['timeline'] = async (source) => (await host.api(slice).timeline({ source }, host.call)).items
  const objects = () => filesIn(join(host.folder, 'objects/objects'))
  const leftovers: Newsroom['leftovers'] = async () => {
    const [staged, drafts] = await Promise.all(
      ['staging', 'tmp'].map((name) => filesIn(join(host.folder, 'objects', name))),
    )
    const steps = await readdir(join(host.folder, 'work'))
    const receiving = (await host.api(upload).list({ state: 'receiving' }, host.call)).items.map(({ id }) => id)
    return [...staged!, ...drafts!, ...steps, ...receiving]
  }

  return {
    ...host,
    origin,
    tus,
    quota,
    bring,
    assetOf,
    settled,
    run,
    timeline,
    objects,
    leftovers,
    async ingested(bytes, name, more) {
      const { id, run: of } = await bring(bytes, name, more)
      return { asset: await settled(id), run: await run(of!) }
    },
    async deleted({ id, essence }) {
      await host.api(vms).delete({ id }, host.call)
      await host.api(vms).purge({ id }, host.call)
      await until(`the end of ${id}`, async () => {
        const left = (await objects()).some((key) => key.includes(id))
        const { items } = await host.api(storage).list({ limit: 200 }, host.call)
        return !left && !items.some((one) => one.id === essence) && (await timeline(id)).length === 0
      })
    },
    async idle() {
      await until('an empty staging', async () => (await leftovers()).length === 0)
      await until('the end of all programs', async () => (await programsOn(host.folder)).length === 0)
    },
  }
}

/** Files below a folder, which may lose some while it is read. */
const filesIn = async (folder: string, from = ''): Promise<string[]> => {
  const entries = await readdir(join(folder, from), { withFileTypes: true }).catch(() => [])
  const found = entries.map((entry) => {
    const name = join(from, entry.name)
    return entry.isDirectory() ? filesIn(folder, name) : [name]
  })
  return (await Promise.all(found)).flat()
}

/** Seconds of a flow's segments, and how many pictures they are where it has pictures. */
export const lengthOf = ({ flow, segments }: Flows[number]): { seconds: number; frames: number } => {
  const ticks = segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0)
  const { num = 0, den = 1 } = flow.frameRate ?? {}
  return { seconds: ticks / flow.timescale, frames: Math.round((ticks / flow.timescale) * (num / den) * 1000) / 1000 }
}
