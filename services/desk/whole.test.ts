import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { system } from '#backbone/bus'
import { vms } from '#services/vms'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import dnaService from '../dna/service.ts'
import qcService from '../qc/service.ts'
import sliceService from '../slice/service.ts'
import storageService from '../storage/service.ts'
import transcodeService from '../transcode/service.ts'
import uploadService from '../upload/service.ts'
import vmsService from '../vms/service.ts'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { until } from '#testing/programs'
import { desk } from './contract.ts'
import deskService from './service.ts'

let room: Newsroom
before(async () => {
  const services = [
    storageService,
    uploadService,
    sliceService,
    transcodeService,
    qcService,
    dnaService,
    vmsService,
    deskService,
  ]
  const stationOf = async ({ id }: { id: string }) => ({ id, name: '清河县融媒体中心', createdAt: '', version: 1 })
  const none = async () => ({ items: [] })
  room = await startNewsroom({ services, given: { access: { stationOf, audit: none, keys: none } } })
})
after(() => room?.close())

test('a day at a real station: a film comes in and goes out, a letter does not, and the desk tells of both', async () => {
  const film = await makeMedia(join(await temporaryFolder(), 'film.mp4'), [...picture({ seconds: 2 }), ...quickVideo])
  const bytes = await readFile(film)
  const { asset } = await room.ingested(bytes, 'film.mp4', { title: '早间新闻' })
  const letter = await room.ingested(Buffer.from('To whom it may concern.\n'.repeat(100)), 'letter.mp4')
  await room.api(vms).publish({ id: asset.id, version: asset.version }, room.call)

  const api = room.api(desk)
  const told = async (subject: string, kinds: string[]) =>
    until(`the notices of ${subject}`, async () => {
      const { items } = await api.notices({ subject }, room.call)
      return kinds.every((kind) => items.some((one) => one.kind === kind)) && items
    })
  await told(asset.id, ['asset.created', 'ingest.done', 'asset.published'])
  const failed = (await told(letter.asset.id, ['ingest.failed'])).find(({ kind }) => kind === 'ingest.failed')!
  assert.deepEqual((failed.params.error as { type: string }).type, 'not-media')

  await until('the rest of the events', async () => {
    const subscribers = await room.api(system).subscribers({}, room.call)
    return subscribers.every(({ behind, waiting }) => behind === 0 && waiting === 0)
  })

  const { items, total } = await api.todo({}, room.call)
  const needed = items.filter(({ kind }) => kind === 'asset.failed')
  assert.deepEqual([needed.map(({ title }) => title), total], [['letter'], items.length])

  const { today, storage } = await api.today({}, room.call)
  const { cpuSeconds, mediaSeconds, ...counts } = today
  assert.deepEqual(counts, {
    assetsMade: 2,
    essenceBytes: bytes.length + 2400,
    published: 1,
    withdrawn: 0,
    runsDone: 1,
    runsFailed: 1,
    playedBytes: 0,
    keysGiven: 0,
    searches: 0,
  })
  assert.ok(Math.abs(mediaSeconds - 2) < 0.1, `${mediaSeconds} s of media`)
  assert.ok(cpuSeconds > 0, 'the encoders took time')
  assert.ok(storage.segmentBytes > 0 && storage.essenceBytes === bytes.length + 2400)
})
