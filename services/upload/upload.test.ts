import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { contract, service, systemCall } from '#backbone'
import { storage } from '#services/storage'
import { startTestHost, type TestHost } from '#testing/host'
import { clip, hash, metadata, tusSender, typeOf, type TusSender } from '#testing/tus'
import storageService from '../storage/service.ts'
import { upload } from './contract.ts'
import uploadService from './service.ts'

type Fact = { station: string; data: Record<string, unknown> }
const facts: Fact[] = []
const witness = service<object>()({
  contract: contract({ name: 'witness', summary: 'Hears of finished uploads', operations: {}, events: {} }),
  uses: { upload },
  start: () => ({ api: {}, on: { 'upload.finished': async (fact) => void facts.push(fact) } }),
})

let host: TestHost
let origin: string
let quotaBytes: number | undefined
before(async () => {
  const stationOf = async ({ id }: { id: string }) => ({
    id,
    name: 'test',
    createdAt: new Date().toISOString(),
    version: 1,
    ...(quotaBytes !== undefined && { quotaBytes }),
  })
  host = await startTestHost({
    services: [storageService, uploadService, witness],
    queues: {},
    given: { access: { stationOf } },
  })
  origin = await host.app.listen({ host: '127.0.0.1', port: 0 })
})
after(() => host?.close())

const sender = (station?: string, always?: Record<string, string>) => {
  const tus = tusSender(origin, station, always)
  const call = systemCall(tus.station, 'tester')
  return { ...tus, call, uploads: async () => (await host.api(upload).list({}, call)).items }
}
const told = async (station: string) => {
  const of = () => facts.filter((fact) => fact.station === station).map((fact) => fact.data)
  for (let waited = 0; of().length === 0 && waited < 10_000; waited += 20) await setTimeout(20)
  return of()
}
test('the server says what it can do before anybody signs in', async () => {
  const answer = await fetch(`${origin}/api/upload/files`, { method: 'OPTIONS' })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('tus-resumable'), '1.0.0')
  assert.equal(answer.headers.get('tus-version'), '1.0.0')
  assert.equal(answer.headers.get('tus-max-size'), String(2 ** 40))
  assert.equal(answer.headers.get('tus-checksum-algorithm'), 'sha1,md5,sha256')
  assert.equal(
    answer.headers.get('tus-extension'),
    'creation,creation-with-upload,creation-defer-length,expiration,termination,checksum,concatenation',
  )
})

test('a file sent in pieces becomes an essence with the hashes of the whole, and is told once', async () => {
  const me = sender()
  const content = randomBytes(300_000)
  const said = metadata({
    filename: '../新闻\n🎬.mp4',
    filetype: 'video/mp4',
    title: '早间\u0007新闻',
    relativePath: '../../etc/x.mp4',
  })
  const path = await me.create({ 'upload-length': content.length, 'upload-metadata': said })
  const first = await me.patch(path, 0, content.subarray(0, 100_000))
  assert.equal(first.status, 204)
  assert.equal(first.headers.get('upload-offset'), '100000')
  assert.ok(Date.parse(first.headers.get('upload-expires')!) > Date.now() + 6 * 86_400_000)
  const head = await me.send('HEAD', path)
  assert.equal(head.status, 200)
  assert.deepEqual(
    ['upload-offset', 'upload-length', 'upload-metadata', 'cache-control'].map((name) => head.headers.get(name)),
    ['100000', '300000', said, 'no-store'],
  )
  const last = await me.patch(path, 100_000, content.subarray(100_000))
  assert.deepEqual([last.status, last.headers.get('upload-offset')], [204, '300000'])

  const [finished, ...others] = await told(me.station)
  assert.equal(others.length, 0)
  const essence = await host.api(storage).get({ id: String(finished!.essence) }, me.call)
  assert.equal(essence.sha256, hash('sha256', content))
  assert.equal(essence.md5, hash('md5', content))
  assert.equal(essence.name, '新闻 🎬.mp4')
  assert.deepEqual(
    { ...finished, upload: '', essence: '' },
    {
      upload: '',
      essence: '',
      name: '新闻 🎬.mp4',
      mediaType: 'video/mp4',
      bytes: 300_000,
      duplicate: false,
      startedBy: { id: '00000000-0000-0000-0000-000000000000', kind: 'system', name: 'tester' },
      metadata: { filename: '新闻 🎬.mp4', filetype: 'video/mp4', title: '早间 新闻', relativePath: 'etc/x.mp4' },
    },
  )
  const [row] = await me.uploads()
  assert.deepEqual([row!.state, row!.essence, row!.sha256], ['finished', essence.id, essence.sha256])
  assert.equal(await me.offset(path), 300_000)
  assert.equal((await me.patch(path, 300_000, new Uint8Array())).status, 204)
  assert.equal((await me.send('DELETE', path)).status, 403)
})

test('content the station has already is told as a duplicate', async () => {
  const me = sender()
  const content = randomBytes(1000)
  for (let i = 0; i < 2; i++) await me.patch(await me.create({ 'upload-length': 1000 }), 0, content)
  for (let waited = 0; facts.filter((f) => f.station === me.station).length < 2 && waited < 10_000; waited += 20)
    await setTimeout(20)
  const [first, second] = await told(me.station)
  assert.deepEqual([first!.duplicate, second!.duplicate, first!.essence === second!.essence], [false, true, true])
})

test('what can never become an essence is refused before its first byte', async () => {
  const me = sender()
  const create = (headers: Record<string, string | number>, who = me) =>
    who.send('POST', '/api/upload/files', { 'upload-metadata': clip, ...headers })
  const refusals: [Record<string, string | number>, number, string][] = [
    [{ 'upload-length': 0 }, 400, 'empty-file'],
    [{ 'upload-length': 2 ** 40 + 1 }, 413, 'too-large'],
    [{ 'upload-length': '-1' }, 400, 'bad-header'],
    [{}, 400, 'bad-header'],
    [{ 'upload-length': 5, 'upload-defer-length': 1 }, 400, 'bad-header'],
    [{ 'upload-length': 5, 'upload-metadata': 'filename *' }, 400, 'bad-header'],
    [
      { 'upload-length': 5, 'upload-metadata': metadata({ filename: 'a.pdf', filetype: 'application/pdf' }) },
      415,
      'type-not-accepted',
    ],
    [{ 'upload-length': 5, 'upload-metadata': metadata({ filename: 'notes.txt' }) }, 415, 'type-not-accepted'],
    [{ 'upload-length': 5, 'tus-resumable': '0.2.2' }, 412, 'tus-version'],
  ]
  for (const [headers, status, type] of refusals) {
    const answer = await create(headers)
    assert.deepEqual([answer.status, await typeOf(answer)], [status, type], JSON.stringify(headers))
    assert.equal(answer.headers.get('tus-resumable'), '1.0.0')
  }
  const reader = sender(me.station, { 'test-scopes': 'essences:read' })
  assert.equal((await create({ 'upload-length': 5 }, reader)).status, 403)
  const out = await fetch(`${origin}/api/upload/files`, {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '5' },
  })
  assert.equal(out.status, 401)
  assert.deepEqual(await me.uploads(), [])
})

test('uploads in progress count against the quota, and a deferred length cannot get around it', async () => {
  const me = sender()
  quotaBytes = 1000
  try {
    await me.create({ 'upload-length': 700 })
    const over = await me.send('POST', '/api/upload/files', { 'upload-metadata': clip, 'upload-length': 301 })
    assert.deepEqual([over.status, await typeOf(over)], [413, 'quota-exceeded'])
    const path = await me.create({ 'upload-defer-length': 1 })
    assert.equal((await me.patch(path, 0, randomBytes(301))).status, 413)
    assert.equal((await me.patch(path, 0, randomBytes(200))).status, 204)
    assert.equal(await chunked(me, path, 200, [randomBytes(60), randomBytes(60)]), 413)
    assert.equal(await me.offset(path), 300)
    assert.equal((await me.patch(path, 300, new Uint8Array(), { 'upload-length': 400 })).status, 413)
  } finally {
    quotaBytes = undefined
  }
})

test('a deferred length is told later, once', async () => {
  const me = sender()
  const content = randomBytes(500)
  const path = await me.create({ 'upload-defer-length': 1 })
  assert.equal((await me.send('HEAD', path)).headers.get('upload-defer-length'), '1')
  assert.equal((await me.patch(path, 0, content.subarray(0, 300))).status, 204)
  assert.equal((await me.patch(path, 300, new Uint8Array(), { 'upload-length': 299 })).status, 400)
  assert.equal((await me.patch(path, 300, content.subarray(300, 400), { 'upload-length': 500 })).status, 204)
  assert.equal((await me.patch(path, 400, content.subarray(400), { 'upload-length': 600 })).status, 400)
  assert.equal((await me.patch(path, 400, content.subarray(400))).status, 204)
  assert.equal((await told(me.station)).length, 1)
})

test('the first bytes may come with the creation', async () => {
  const me = sender()
  const content = randomBytes(400)
  const headers = { 'upload-metadata': clip, 'upload-length': 400, 'content-type': 'application/offset+octet-stream' }
  const part = await me.send('POST', '/api/upload/files', headers, content.subarray(0, 150))
  assert.deepEqual([part.status, part.headers.get('upload-offset')], [201, '150'])
  assert.equal((await me.patch(part.headers.get('location')!, 150, content.subarray(150))).status, 204)
  assert.equal((await told(me.station)).length, 1)
})

test('bytes at a wrong place, of a wrong type or beyond the end are refused', async () => {
  const me = sender()
  const path = await me.create({ 'upload-length': 100 })
  await me.patch(path, 0, randomBytes(40))
  const wrongPlace = await me.patch(path, 41, randomBytes(10))
  assert.deepEqual([wrongPlace.status, await typeOf(wrongPlace)], [409, 'offset-conflict'])
  assert.equal((await me.patch(path, 0, randomBytes(10))).status, 409)
  assert.equal((await me.patch(path, 40, randomBytes(10), { 'content-type': 'video/mp4' })).status, 415)
  assert.equal((await me.patch(path, 40, randomBytes(61))).status, 413)
  assert.equal(await chunked(me, path, 40, [randomBytes(30), randomBytes(31)]), 413)
  assert.equal(
    (await me.send('PATCH', path, { 'content-type': 'application/offset+octet-stream' }, randomBytes(1))).status,
    400,
  )
  assert.equal((await me.send('GET', path)).status, 404)
})

test('a method may be named in a header where a proxy lets only POST through', async () => {
  const me = sender()
  const path = await me.create({ 'upload-length': 100 })
  const headers = {
    'x-http-method-override': 'PATCH',
    'content-type': 'application/offset+octet-stream',
    'upload-offset': 0,
  }
  assert.equal((await me.send('POST', path, headers, randomBytes(60))).status, 204)
  const head = await me.send('POST', path, { 'x-http-method-override': 'HEAD' })
  assert.equal(head.headers.get('upload-offset'), '60')
  assert.equal((await me.send('POST', path)).status, 405)
  // A HEAD is let past the checks against foreign pages, so it may stand for nothing else.
  await me.send('HEAD', path, { 'x-http-method-override': 'DELETE' })
  assert.equal(await me.offset(path), 60)
})

test('a checksum is compared before bytes are kept', async () => {
  const me = sender()
  const content = randomBytes(1000)
  const path = await me.create({ 'upload-length': 1000 })
  const checked = (offset: number, body: Uint8Array, checksum: string) =>
    me.patch(path, offset, body, { 'upload-checksum': checksum })
  const wrong = await checked(0, content.subarray(0, 500), `sha1 ${hash('sha1', content, 'base64')}`)
  assert.deepEqual([wrong.status, await typeOf(wrong)], [460, 'checksum-mismatch'])
  assert.equal(await me.offset(path), 0)
  assert.equal((await checked(0, content.subarray(0, 500), `crc32 ${'eA=='}`)).status, 400)
  let offset = 0
  for (const [algorithm, end] of [
    ['sha1', 300],
    ['md5', 600],
    ['sha256', 1000],
  ] as const) {
    const body = content.subarray(offset, end)
    assert.equal((await checked(offset, body, `${algorithm} ${hash(algorithm, body, 'base64')}`)).status, 204)
    offset = end
  }
  const [finished] = await told(me.station)
  const essence = await host.api(storage).get({ id: String(finished!.essence) }, me.call)
  assert.equal(essence.sha256, hash('sha256', content))
})

test('an upload that is given up is gone, with its bytes', async () => {
  const me = sender()
  const path = await me.create({ 'upload-length': 100 })
  await me.patch(path, 0, randomBytes(50))
  assert.equal((await me.send('DELETE', path)).status, 204)
  for (const method of ['HEAD', 'DELETE']) assert.equal((await me.send(method, path)).status, 410)
  assert.equal((await me.patch(path, 50, randomBytes(50))).status, 410)
  assert.equal((await me.uploads())[0]!.state, 'terminated')
})

test('an upload of another station does not exist, and a session that ended can be taken up again', async () => {
  const [me, stranger] = [sender(), sender()]
  const path = await me.create({ 'upload-length': 100 })
  assert.equal((await me.patch(path, 0, randomBytes(50))).status, 204)
  assert.equal((await stranger.send('HEAD', path)).status, 404)
  assert.equal((await stranger.patch(path, 50, randomBytes(50))).status, 404)
  assert.equal((await stranger.send('DELETE', path)).status, 404)
  assert.equal((await me.send('HEAD', '/api/upload/files/nonsense')).status, 404)
  const signedOut = await fetch(origin + path, {
    method: 'PATCH',
    headers: { 'tus-resumable': '1.0.0', 'upload-offset': '50', 'content-type': 'application/offset+octet-stream' },
    body: randomBytes(50),
  })
  assert.equal(signedOut.status, 401)
  assert.equal((await sender(me.station).patch(path, 50, randomBytes(50))).status, 204)
})

test('parts become one upload, in the order that is said', async () => {
  const me = sender()
  const pieces = [randomBytes(70_000), randomBytes(30_000), randomBytes(5)]
  const paths: string[] = []
  for (const piece of pieces) {
    const path = await me.create({ 'upload-length': piece.length, 'upload-concat': 'partial', 'upload-metadata': '' })
    paths.push(path)
    assert.equal((await me.send('HEAD', path)).headers.get('upload-concat'), 'partial')
  }
  const final = `final;${paths[1]} ${origin}${paths[0]} ${paths[2]}`
  const early = await me.send('POST', '/api/upload/files', { 'upload-concat': final, 'upload-metadata': clip })
  assert.deepEqual([early.status, await typeOf(early)], [400, 'parts-not-ready'])
  for (const [i, piece] of pieces.entries()) assert.equal((await me.patch(paths[i]!, 0, piece)).status, 204)
  const path = await me.create({ 'upload-concat': final })
  const head = await me.send('HEAD', path)
  assert.deepEqual(
    ['upload-offset', 'upload-length', 'upload-concat'].map((name) => head.headers.get(name)),
    ['100005', '100005', `final;${paths[1]} ${paths[0]} ${paths[2]}`],
  )
  assert.equal((await me.patch(path, 100_005, randomBytes(1))).status, 403)
  const [finished] = await told(me.station)
  const essence = await host.api(storage).get({ id: String(finished!.essence) }, me.call)
  assert.equal(essence.sha256, hash('sha256', Buffer.concat([pieces[1]!, pieces[0]!, pieces[2]!])))
  assert.equal((await me.uploads()).length, 1)
  assert.equal((await me.send('HEAD', paths[0]!)).status, 410)
})

/** Sends pieces in a body whose length is not said beforehand; the status of the answer. */
const chunked = ({ open }: TusSender, path: string, offset: number, pieces: Uint8Array[]) => {
  const { request, status } = open(path, offset)
  for (const piece of pieces) request.write(piece)
  request.end()
  return status
}
