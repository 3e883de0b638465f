import assert from 'node:assert/strict'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { contract, service, systemCall } from '#backbone'
import { openObjects, type Objects } from '#backbone/objects'
import { startTestHost, type TestHost } from '#testing/host'
import { storage } from './contract.ts'
import storageService from './service.ts'

const gibibyte = 1024 ** 3
const facts: { type: string; station: string }[] = []
const note = async (fact: { type: string; station: string }) => void facts.push(fact)
/** Listens to what storage tells. */
const witness = service<object>()({
  contract: contract({ name: 'witness', summary: 'Hears what storage tells', operations: {}, events: {} }),
  uses: { storage },
  start: () => ({ api: {}, on: { 'storage.stored': note, 'storage.damaged': note, 'storage.deleted': note } }),
})
let host: TestHost
let objects: Objects
let folder: string
let origin: string
let quotaBytes: number | undefined
let freeBytes: number | undefined
let lent: { expiresSeconds?: number } | undefined

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rongmei-storage-'))
  objects = await openObjects({ kind: 'disk', folder })
  host = await startTestHost({
    services: [storageService, witness],
    queues: { ingest: 1 },
    objects: {
      ...objects,
      freeBytes: async () => freeBytes ?? objects.freeBytes(),
      source: (key, options) => objects.source(key, (lent = options)),
    },
    given: {
      access: {
        stationOf: async ({ id }: { id: string }) => ({
          id,
          name: 'test',
          createdAt: new Date().toISOString(),
          version: 1,
          ...(quotaBytes !== undefined && { quotaBytes }),
        }),
      },
    },
  })
  origin = await host.app.listen({ host: '127.0.0.1', port: 0 })
})
after(async () => {
  await host?.close()
  objects?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

const hash = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest('hex')
const inStation = (station: string = randomUUID()) => ({ station, call: systemCall(station, 'tester') })

/** Stages bytes as an upload does, and says what `admit` wants to know of them. */
const stage = async (content: Uint8Array, name = 'clip.mp4') => {
  const staged = randomUUID()
  await objects.staging.create(staged)
  await objects.staging.append(staged, 0, Readable.from([content]))
  const hashes = { sha256: hash('sha256', content), md5: hash('md5', content) }
  return { staged, name, mediaType: 'video/mp4', bytes: content.length, ...hashes }
}
const admitted = async (content: Uint8Array, { call }: ReturnType<typeof inStation>, name?: string) =>
  (await host.api(storage).admit(await stage(content, name), call)).essence
const keysOf = async (station: string) => (await objects.list(`essences/${station}/`)).keys
const sizesOf = async (station: string) => (await keysOf(station)).map((key) => key.bytes)
const download = (id: string, station: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${origin}/api/storage/essences/${id}/content`, {
    method,
    headers: { 'rongmei-station': station, ...headers },
  })
const problem = (type: string) => (error: unknown) => (error as { type?: string }).type === type
/** The types of the events told of a station, once `count` of them have come. */
const told = async (station: string, count: number) => {
  const of = () => facts.filter((fact) => fact.station === station).map((fact) => fact.type)
  for (let waited = 0; of().length < count && waited < 10_000; waited += 20) await setTimeout(20)
  return of()
}
/** Changes one bit of the only object of a station, as an ageing disk does. */
const flipBit = async (station: string, at: number) => {
  const [{ key } = { key: '' }] = await keysOf(station)
  const file = await open((await objects.source(key)).location, 'r+')
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at)
  await file.write(Buffer.from([buffer[0]! ^ 1]), 0, 1, at)
  await file.close()
}

test('a staged upload becomes an essence without a second copy, and is announced', async () => {
  const at = inStation()
  const content = randomBytes(100_000)
  const file = await stage(content, '新闻 联播.mp4')
  const { essence, duplicate } = await host.api(storage).admit(file, at.call)
  assert.equal(duplicate, false)
  assert.deepEqual([essence.sha256, essence.md5, essence.bytes], [file.sha256, file.md5, 100_000])
  assert.equal(await objects.staging.offset(file.staged), undefined)
  assert.deepEqual(await sizesOf(at.station), [100_000])
  const source = await host.api(storage).source({ id: essence.id }, at.call)
  assert.deepEqual([source.local, source.bytes], [true, 100_000])
  assert.ok(lent!.expiresSeconds! >= 82_800, 'readable for as long as a step may take')
  const found = await host.api(storage).list({ md5: file.md5 }, at.call)
  assert.deepEqual(
    found.items.map((e) => e.id),
    [essence.id],
  )
  assert.deepEqual(await told(at.station, 1), ['storage.stored'])
})

test('the same content is kept once in a station, and is nobody else’s business', async () => {
  const [here, there] = [inStation(), inStation()]
  const content = randomBytes(1000)
  const first = await admitted(content, here)
  const again = await host.api(storage).admit(await stage(content, 'other name.mov'), here.call)
  assert.deepEqual([again.duplicate, again.essence.id, again.essence.name], [true, first.id, 'clip.mp4'])
  assert.deepEqual(await sizesOf(here.station), [1000])
  const elsewhere = await host.api(storage).admit(await stage(content), there.call)
  assert.deepEqual([elsewhere.duplicate, elsewhere.essence.id === first.id], [false, false])
  await assert.rejects(host.api(storage).get({ id: first.id }, there.call), problem('essence-not-found'))
  assert.equal((await download(first.id, there.station)).status, 404)
})

test('of many that admit the same content at once, one becomes the essence and no bytes are left over', async () => {
  const at = inStation()
  const content = randomBytes(5000)
  const files = await Promise.all(Array.from({ length: 8 }, () => stage(content)))
  const answers = await Promise.all(files.map((file) => host.api(storage).admit(file, at.call)))
  assert.equal(new Set(answers.map((a) => a.essence.id)).size, 1)
  assert.equal(answers.filter((a) => !a.duplicate).length, 1)
  assert.deepEqual(await sizesOf(at.station), [5000])
  for (const { staged } of files) assert.equal(await objects.staging.offset(staged), undefined)
})

test('admission that was killed after the bytes had moved succeeds when it is repeated', async () => {
  const at = inStation()
  const file = await stage(randomBytes(3000))
  await objects.staging.commit(file.staged, `essences/${at.station}/${file.staged}`)
  const first = await host.api(storage).admit(file, at.call)
  const again = await host.api(storage).admit(file, at.call)
  assert.deepEqual([first.duplicate, again.duplicate, again.essence.id], [false, false, first.essence.id])
  await assert.rejects(
    host.api(storage).admit({ ...file, sha256: hash('sha256', randomBytes(1)), staged: 'gone' }, at.call),
    problem('staged-not-found'),
  )
})

test('an upload that is not as long as was said is not admitted', async () => {
  const file = await stage(randomBytes(100))
  await assert.rejects(host.api(storage).admit({ ...file, bytes: 101 }, inStation().call), problem('staged-incomplete'))
  assert.equal(await objects.staging.offset(file.staged), 100)
})

test('a flipped bit is found by scrubbing, announced once, and healed by the same content coming again', async () => {
  const at = inStation()
  const content = randomBytes(300_000)
  const { id } = await admitted(content, at)
  assert.equal((await host.api(storage).scrub({ id }, at.call)).damaged, false)
  await flipBit(at.station, 123_456)
  assert.equal((await host.api(storage).get({ id }, at.call)).damaged, false)
  const scrubbed = await host.api(storage).scrub({ id }, at.call)
  assert.equal(scrubbed.damaged, true)
  assert.ok(scrubbed.checkedAt)
  await host.api(storage).scrub({ id }, at.call)
  assert.deepEqual(await told(at.station, 2), ['storage.stored', 'storage.damaged'])

  const healed = await admitted(content, at)
  assert.deepEqual([healed.id, healed.damaged], [id, false])
  assert.equal((await host.api(storage).scrub({ id }, at.call)).damaged, false)
  assert.deepEqual(await sizesOf(at.station), [300_000])
})

test('a run reads everything in the station again and counts what is damaged, also what has vanished', async () => {
  const at = inStation()
  await admitted(randomBytes(10_000), at)
  await flipBit(at.station, 9_999)
  await admitted(randomBytes(10), at)
  const gone = await admitted(randomBytes(20), at)
  for (const { key, bytes } of await keysOf(at.station)) if (bytes === 20) await objects.delete(key)
  await host.api(storage).startScrub({}, at.call)
  const types = (await told(at.station, 5)).filter((type) => type === 'storage.damaged')
  assert.equal(types.length, 2)
  assert.equal((await host.api(storage).get({ id: gone.id }, at.call)).damaged, true)
})

test('an essence is deleted only when nothing refers to it', async () => {
  const at = inStation()
  const { id } = await admitted(randomBytes(50), at)
  await host.api(storage).refer({ id, by: 'vms:1', refers: true }, at.call)
  await host.api(storage).refer({ id, by: 'vms:1', refers: true }, at.call)
  await host.api(storage).refer({ id, by: 'slice:1', refers: true }, at.call)
  await host.api(storage).refer({ id, by: 'slice:1', refers: false }, at.call)
  const remove = () =>
    fetch(`${origin}/api/storage/essences/${id}`, { method: 'DELETE', headers: { 'rongmei-station': at.station } })
  const refused = await remove()
  assert.equal(refused.status, 409)
  assert.deepEqual(((await refused.json()) as { by: string[] }).by, ['vms:1'])
  await host.api(storage).refer({ id, by: 'vms:1', refers: false }, at.call)
  assert.equal((await remove()).status, 204)
  assert.equal((await remove()).status, 404)
  assert.deepEqual(await sizesOf(at.station), [])
  await assert.rejects(
    host.api(storage).refer({ id, by: 'vms:2', refers: true }, at.call),
    problem('essence-not-found'),
  )
  assert.deepEqual(await told(at.station, 2), ['storage.stored', 'storage.deleted'])
})

test('a cursor that is not ours is refused', async () => {
  const cursor = Buffer.from('["what is this"]').toString('base64url')
  const { call } = inStation()
  await assert.rejects(host.api(storage).list({ cursor }, call), problem('bad-cursor'))
})

test('the bytes come back whole or in ranges', async () => {
  const at = inStation()
  const content = randomBytes(400_000)
  const { id, sha256 } = await admitted(content, at, 'Ünïcode "新闻" 🎬.mp4')
  const whole = await download(id, at.station)
  assert.equal(whole.status, 200)
  assert.equal(hash('sha256', new Uint8Array(await whole.arrayBuffer())), sha256)
  assert.equal(whole.headers.get('etag'), `"${sha256}"`)
  assert.equal(whole.headers.get('content-type'), 'video/mp4')
  const disposition = whole.headers.get('content-disposition')!
  assert.match(disposition, /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''/)
  assert.equal(decodeURIComponent(disposition.split("''")[1]!), 'Ünïcode "新闻" 🎬.mp4')

  const spans: [string, number, number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=1000-1999', 1000, 1999],
    ['bytes=399990-', 399_990, 399_999],
    ['bytes=-7', 399_993, 399_999],
    ['bytes=399999-9999999', 399_999, 399_999],
  ]
  for (const [range, start, end] of spans) {
    const part = await download(id, at.station, { range })
    assert.equal(part.status, 206, range)
    assert.equal(part.headers.get('content-range'), `bytes ${start}-${end}/400000`)
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), content.subarray(start, end + 1))
  }
  for (const range of ['bytes=400000-', 'bytes=-0']) {
    const none = await download(id, at.station, { range })
    assert.equal(none.status, 416, range)
    assert.equal(none.headers.get('content-range'), 'bytes */400000')
    assert.match(none.headers.get('content-type')!, /^application\/problem\+json/)
  }
  for (const range of ['bytes=5-1', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-']) {
    const ignored = await download(id, at.station, { range })
    assert.equal(ignored.status, 200, range)
    await ignored.body?.cancel()
  }
})

test('a download goes on only if the bytes are still those it began with', async () => {
  const at = inStation()
  const { id, sha256 } = await admitted(randomBytes(1000), at)
  const range = { range: 'bytes=10-19' }
  assert.equal((await download(id, at.station, { ...range, 'if-range': `"${sha256}"` })).status, 206)
  assert.equal((await download(id, at.station, { ...range, 'if-range': '"other"' })).status, 200)
  assert.equal((await download(id, at.station, { 'if-none-match': `"x", "${sha256}"` })).status, 304)
  const head = await download(id, at.station, {}, 'HEAD')
  assert.deepEqual([head.status, head.headers.get('content-length'), await head.text()], [200, '1000', ''])
})

test('only those who may read essences get their bytes, and what is stored never runs as a page', async () => {
  const at = inStation()
  const file = { ...(await stage(Buffer.from('<script>alert(1)</script>'), 'page.html')), mediaType: 'text/html' }
  const { essence } = await host.api(storage).admit(file, at.call)
  const url = `${origin}/api/storage/essences/${essence.id}/content`
  assert.equal((await fetch(url)).status, 401)
  assert.equal((await download(essence.id, at.station, { 'test-scopes': 'assets:read' })).status, 403)
  assert.equal((await download('not-an-id', at.station)).status, 400)
  const answer = await download(essence.id, at.station)
  assert.equal(answer.headers.get('content-type'), 'application/octet-stream')
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.match(answer.headers.get('content-disposition')!, /^attachment/)
})

test('what neither quota nor disk can hold is refused before it comes', async () => {
  const at = inStation()
  await admitted(randomBytes(600), at)
  const reserve = (bytes: number, pendingBytes = 0) =>
    host.api(storage).reserve({ staged: 'next', bytes, pendingBytes }, at.call)
  try {
    quotaBytes = 1000
    assert.deepEqual(await reserve(300, 100), { object: `essences/${at.station}/next`, roomBytes: 300 })
    await assert.rejects(reserve(301, 100), {
      type: 'quota-exceeded',
      status: 413,
      detail: { quotaBytes: 1000, usedBytes: 700 },
    })
    const usage = await host.api(storage).usage({}, at.call)
    assert.deepEqual([usage.essences, usage.bytes, usage.quotaBytes], [1, 600, 1000])
    assert.ok(usage.freeBytes! > 0)

    quotaBytes = undefined
    freeBytes = 2 * gibibyte
    assert.equal((await reserve(gibibyte - 100, 100)).roomBytes, gibibyte - 100)
    await assert.rejects(reserve(gibibyte - 99, 100), { type: 'storage-full', status: 507 })
  } finally {
    quotaBytes = undefined
    freeBytes = undefined
  }
})
