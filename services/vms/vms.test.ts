import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem, service, type Api, type Kit } from '#backbone'
import { access } from '#backbone/access/contract'
import { dna } from '#services/dna'
import { qc } from '#services/qc'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { transcode } from '#services/transcode'
import { upload } from '#services/upload'
import { vms, type Asset } from '#services/vms'
import { startTestHost, type TestHost } from '#testing/host'
import vmsService from './service.ts'

const media = {
  container: 'mov',
  durationSeconds: 12,
  video: {
    codec: 'h264',
    width: 1280,
    height: 720,
    frameRate: 25,
    rotationDegrees: 0,
    hdr: false,
    interlaced: false,
    variableFrameRate: false,
  },
  audio: [],
}

/** The transcoder's part, played by a stand-in that tells the same facts and does no work. */
let planFails: Problem | undefined
const standInTranscode = service<object>()({
  contract: transcode,
  uses: {},
  start: (kit) => ({
    api: {
      info: async () => media,
      forget: async () => ({}),
      pictures: async () => ({}),
      signals: async () => ({}),
    } as Partial<Api<typeof transcode>> as Api<typeof transcode>,
    work: {
      head: async ({ source }, { call }) => {
        const about = { station: call.station, subject: source }
        await kit.across((tx) => kit.publish(tx, 'pictured', about, { source, poster: 'a' }))
        return { segments: 1 }
      },
      plan: async ({ source }, { call }) => {
        if (planFails) throw planFails
        await kit.across((tx) =>
          kit.publish(tx, 'probed', { station: call.station, subject: source }, { source, media }),
        )
        const slices = [0, 1, 2].map((index) => ({ index, renditions: ['720p', '360p'], seconds: 4 }))
        return { media, hasVideo: true, hasAudio: true, slices }
      },
      audio: async () => ({ segments: 6 }),
      slice: async () => ({ frames: 100 }),
      thumbnails: async () => ({ sheets: 1 }),
      finish: async () => ({ flows: 3 }),
    },
  }),
})

/** Fingerprints and technical QC, played by stand-ins that find nothing. */
const standInDna = service<object>()({
  contract: dna,
  uses: {},
  start: () => ({
    api: {} as Api<typeof dna>,
    work: { register: async () => ({ frames: 24, matches: 0 }), registerMissing: async () => ({ registered: 0 }) },
  }),
})
const work = { judge: async () => ({ findings: 0 }), mend: async () => Promise.reject(new Error('not asked')) }
const standInQc = service<object>()({ contract: qc, uses: {}, start: () => ({ api: {} as Api<typeof qc>, work }) })

let tell: Kit<typeof upload, {}, object>
const standInUpload = service<object>()({
  contract: upload,
  uses: {},
  start: (kit) => {
    tell = kit
    return { api: { list: async () => ({ items: [] }), get: async () => Promise.reject(new Error('not asked')) } }
  },
})

let host: TestHost
const dropped: string[] = []
before(async () => {
  host = await startTestHost({
    services: [vmsService, standInTranscode, standInDna, standInQc, standInUpload],
    given: {
      [storage.name]: {
        refer: async () => ({}),
        delete: async ({ id }: { id: string }) => void dropped.push(id),
        get: async ({ id }: { id: string }) => ({ id, name: 'evening.mov' }),
      },
      [slice.name]: { drop: async () => ({}) },
      [access.name]: { stationOf: async ({ id }: { id: string }) => ({ id, name: '清河县融媒体中心' }) },
    },
  })
})
after(() => host?.close())

const finished = async (
  essence: string,
  options: { name?: string; metadata?: Record<string, string>; upload?: string } = {},
) => {
  const id = options.upload ?? randomUUID()
  const data = {
    upload: id,
    essence,
    name: options.name ?? '晚间新闻 🎬.mp4',
    mediaType: 'video/mp4',
    bytes: 10,
    duplicate: false,
    startedBy: { kind: 'person', id: randomUUID(), name: '王编辑' },
    metadata: options.metadata ?? {},
  }
  await tell.across((tx) => tell.publish(tx, 'finished', { station: host.station, subject: id }, data))
  return id
}
const request = async (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  options: { body?: object; version?: number; station?: string; headers?: Record<string, string> } = {},
) => {
  const headers: Record<string, string> = { 'rongmei-station': options.station ?? host.station, ...options.headers }
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`
  const reply = await host.app.inject({ method, url, headers, ...(options.body ? { payload: options.body } : {}) })
  return { status: reply.statusCode, body: reply.body === '' ? {} : reply.json(), headers: reply.headers }
}
const until = async (upload: string, wanted: (asset: Asset) => boolean): Promise<Asset> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const { status, body } = await request('GET', `/api/vms/uploads/${upload}/asset`)
    if (status === 200 && wanted(body.asset)) return body.asset
    await sleep(50)
  }
  throw new Error('the asset never came that far')
}
const ready = async (essence: string = randomUUID(), options: Parameters<typeof finished>[1] = {}) =>
  until(await finished(essence, options), (asset) => asset.state === 'ready')

test('a finished upload becomes an asset named after the file, is ingested, and is then ready', async () => {
  const asset = await ready()
  assert.equal(asset.title, '晚间新闻 🎬')
  assert.deepEqual(
    [asset.durationSeconds, asset.width, asset.height, asset.playable, asset.progress],
    [12, 1280, 720, true, 1],
  )
  assert.equal(asset.createdBy, '王编辑')
  const { items } = await host.api(vms).list({ text: '晚间' }, host.call)
  assert.ok(items.some((one) => one.id === asset.id))
})

test('title and column given with the upload are kept', async () => {
  const asset = await ready(randomUUID(), { metadata: { title: '两会特别报道', column: '新闻联播' } })
  assert.deepEqual([asset.title, asset.column], ['两会特别报道', '新闻联播'])
})

test('the same content uploaded again is the asset that is there already', async () => {
  const essence = randomUUID()
  const first = await ready(essence)
  const again = await finished(essence, { name: 'copy.mp4' })
  const second = await until(again, () => true)
  assert.equal(second.id, first.id)
  const { body } = await request('GET', `/api/vms/uploads/${again}/asset`)
  assert.equal(body.duplicate, true)
})

test('a failed ingest says why on the asset, and can be done again', async () => {
  planFails = new Problem('damaged', 422, 'This file is damaged', { atSeconds: 3.5, log: 'x'.repeat(300) })
  const failed = await until(await finished(randomUUID()), (asset) => asset.state === 'failed')
  assert.deepEqual(failed.error, { type: 'damaged', title: 'This file is damaged', detail: { atSeconds: 3.5 } })
  planFails = undefined
  const { status } = await request('POST', `/api/vms/assets/${failed.id}/ingest`)
  assert.equal(status, 200)
  for (let tries = 0; tries < 400; tries += 1) {
    const { body } = await request('GET', `/api/vms/assets/${failed.id}`)
    if (body.state === 'ready') return assert.equal(body.error, undefined)
    await sleep(50)
  }
  assert.fail('it never became ready')
})

test('of two people editing one asset the second is told, and nothing is overwritten', async () => {
  const asset = await ready()
  const mine = await request('PATCH', `/api/vms/assets/${asset.id}`, {
    body: { title: '我的标题' },
    version: asset.version,
  })
  assert.equal(mine.status, 200)
  const theirs = await request('PATCH', `/api/vms/assets/${asset.id}`, {
    body: { title: '别人的标题' },
    version: asset.version,
  })
  assert.deepEqual(
    [theirs.status, theirs.body.type, theirs.body.version],
    [412, '/problems/changed-meanwhile', mine.body.version],
  )
  const blind = await request('PATCH', `/api/vms/assets/${asset.id}`, { body: { title: 'x' } })
  assert.equal(blind.status, 428)
  assert.equal((await request('GET', `/api/vms/assets/${asset.id}`)).body.title, '我的标题')
})

test('the public sees an asset from its publication until it is withdrawn, and never before', async () => {
  const asset = await ready()
  const watch = () => host.app.inject(`/api/vms/watch/${asset.id}`)
  assert.equal((await watch()).statusCode, 404)
  const published = await request('POST', `/api/vms/assets/${asset.id}/publish`, { body: {}, version: asset.version })
  assert.deepEqual([published.status, published.body.state], [200, 'published'])
  assert.equal((await watch()).json().station, '清河县融媒体中心')
  const withdrawn = await request('POST', `/api/vms/assets/${asset.id}/withdraw`, {
    body: {},
    version: published.body.version,
  })
  assert.equal(withdrawn.body.state, 'withdrawn')
  assert.deepEqual([(await watch()).statusCode, (await watch()).json().type], [410, '/problems/asset-withdrawn'])
  const twice = await request('POST', `/api/vms/assets/${asset.id}/withdraw`, {
    body: {},
    version: withdrawn.body.version,
  })
  assert.deepEqual([twice.status, twice.body.type], [409, '/problems/asset-not-withdrawn'])
})

test('publishing needs the scope for it', async () => {
  const asset = await ready()
  const reply = await request('POST', `/api/vms/assets/${asset.id}/publish`, {
    body: {},
    version: asset.version,
    headers: { 'test-scopes': 'assets:read,assets:write' },
  })
  assert.deepEqual([reply.status, reply.body.type, reply.body.needs], [403, '/problems/not-allowed', 'assets:publish'])
})

test('another station sees nothing of an asset and cannot touch it', async () => {
  const asset = await ready()
  const station = randomUUID()
  assert.equal((await request('GET', `/api/vms/assets/${asset.id}`, { station })).status, 404)
  assert.equal(
    (await request('PATCH', `/api/vms/assets/${asset.id}`, { station, body: { title: 'x' }, version: asset.version }))
      .status,
    404,
  )
  assert.equal((await request('DELETE', `/api/vms/assets/${asset.id}`, { station })).status, 404)
  assert.deepEqual((await request('GET', '/api/vms/assets', { station })).body, { items: [] })
})

test('the list can be paged in every order without losing or repeating an asset', async () => {
  for (let made = 0; made < 5; made += 1) await ready(randomUUID(), { metadata: { title: `第${made}条` } })
  for (const sort of ['newest', 'oldest', 'title', 'longest'] as const) {
    const seen: string[] = []
    for (let cursor: string | undefined, pages = 0; pages < 50; pages += 1) {
      const page = await host.api(vms).list({ sort, limit: 2, ...(cursor ? { cursor } : {}) }, host.call)
      seen.push(...page.items.map((asset) => asset.id))
      cursor = page.next
      if (!cursor) break
    }
    const whole = await host.api(vms).list({ sort, limit: 200 }, host.call)
    assert.deepEqual(
      seen,
      whole.items.map((asset) => asset.id),
      sort,
    )
  }
  const ofTitles = Buffer.from(JSON.stringify(['标题', randomUUID()])).toString('base64url')
  const withoutId = Buffer.from(JSON.stringify(['', 'no id'])).toString('base64url')
  for (const query of ['cursor=nonsense', `cursor=${withoutId}`, `sort=longest&cursor=${ofTitles}`]) {
    const bad = await request('GET', `/api/vms/assets?${query}`)
    assert.deepEqual([bad.status, bad.body.type], [400, '/problems/bad-cursor'], query)
  }
})

test('assets are counted by state, column and tag, and found by a tag', async () => {
  const asset = await ready(randomUUID(), { metadata: { column: '民生' } })
  await request('PATCH', `/api/vms/assets/${asset.id}`, { body: { tags: ['防汛', '直播'] }, version: asset.version })
  const facets = await host.api(vms).facets({}, host.call)
  assert.ok(facets.columns.some((one) => one.value === '民生' && one.count === 1))
  assert.ok(facets.tags.some((one) => one.value === '防汛' && one.count === 1))
  assert.equal((await host.api(vms).list({ tag: '防汛' }, host.call)).items[0]?.id, asset.id)
})

test('a percent sign in a search is a percent sign', async () => {
  await ready(randomUUID(), { metadata: { title: '增长 5%' } })
  const { items } = await host.api(vms).list({ text: '%' }, host.call)
  assert.deepEqual(
    items.map((asset) => asset.title),
    ['增长 5%'],
  )
})

test('an asset deleted for good takes its essence along, unless another asset is made of it', async () => {
  const essence = randomUUID()
  const first = await ready(essence)
  const { body: second } = await request('POST', '/api/vms/assets', { body: { essence, title: '另一版' } })
  const remove = async (id: string) => {
    assert.equal((await request('DELETE', `/api/vms/assets/${id}`)).status, 204)
    assert.equal((await request('DELETE', `/api/vms/bin/${id}`)).status, 204)
  }
  await remove(first.id)
  await sleep(500)
  assert.equal(dropped.includes(essence), false)
  await remove(second.id)
  for (let tries = 0; tries < 100 && !dropped.includes(essence); tries += 1) await sleep(50)
  assert.equal(dropped.includes(essence), true)
})

test('making an asset twice with one Idempotency-Key makes one', async () => {
  const body = { essence: randomUUID(), title: '一次' }
  const headers = { 'idempotency-key': randomUUID() }
  const [one, two] = [
    await request('POST', '/api/vms/assets', { body, headers }),
    await request('POST', '/api/vms/assets', { body, headers }),
  ]
  assert.equal(one.status, 201)
  assert.equal(two.body.id, one.body.id)
  assert.equal((await request('POST', '/api/vms/assets', { body: { ...body, title: '二次' }, headers })).status, 422)
})
