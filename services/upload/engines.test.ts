import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { Problem, systemCall } from '#backbone'
import { openObjects, type Objects } from '#backbone/objects'
import { storage } from '#services/storage'
import { startTestHost, type TestHost } from '#testing/host'
import { startS3Server, type TestS3Server } from '#testing/s3-server'
import { hash, tusSender, typeOf } from '#testing/tus'
import storageService from '../storage/service.ts'
import { upload } from './contract.ts'
import uploadService from './service.ts'

const mebibyte = 1024 ** 2
const stationOf = async ({ id }: { id: string }) => ({ id, name: 'test', createdAt: '', version: 1 })
const startWith = async (objects: Objects) => {
  const host = await startTestHost({
    services: [storageService, uploadService],
    objects,
    queues: {},
    given: { access: { stationOf } },
  })
  return { host, origin: await host.app.listen({ host: '127.0.0.1', port: 0 }) }
}
const essenceOf = async (host: TestHost, station: string) => {
  const call = systemCall(station, 'tester')
  const [row] = (await host.api(upload).list({ state: 'finished' }, call)).items
  return host.api(storage).get({ id: row!.essence! }, call)
}

let s3: TestS3Server | undefined
let folder: string
before(async () => {
  s3 = await startS3Server()
  folder = await mkdtemp(join(tmpdir(), 'rongmei-full-'))
})
after(async () => {
  await s3?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

test('a disk that is full in the middle says so, keeps what fitted, and the upload goes on when there is room', async () => {
  const disk = await openObjects({ kind: 'disk', folder })
  let roomBytes = 300_000
  const append: Objects['staging']['append'] = async (id, offset, body, options) => {
    if (roomBytes === Infinity) return disk.staging.append(id, offset, body, options)
    // A full disk, as the disk engine meets it: a part fits, then the rest is refused.
    const head: Uint8Array[] = []
    let bytes = 0
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      head.push(chunk.slice(0, roomBytes - bytes))
      bytes += head.at(-1)!.length
      if (bytes === roomBytes) break
    }
    await disk.staging.append(id, offset, Readable.from(head), options)
    throw new Problem('storage-full', 507, 'The storage is full', { id })
  }
  const { host, origin } = await startWith({ ...disk, staging: { ...disk.staging, append } })
  try {
    const content = randomBytes(mebibyte)
    const me = tusSender(origin)
    const path = await me.create({ 'upload-length': content.length })
    const full = await me.patch(path, 0, content)
    assert.deepEqual([full.status, await typeOf(full)], [507, 'storage-full'])
    assert.equal(await me.offset(path), 300_000)
    roomBytes = Infinity
    assert.equal((await me.patch(path, 300_000, content.subarray(300_000))).status, 204)
    assert.equal((await essenceOf(host, me.station)).sha256, hash('sha256', content))
  } finally {
    await host.close()
    disk.close()
  }
})

test('on S3 pieces, parts and what another node has received become essences with the hashes of the whole', async (t) => {
  if (!s3) return t.skip('no S3 server here')
  const objects = await openObjects(s3.config)
  const { host, origin } = await startWith(objects)
  try {
    const content = randomBytes(12 * mebibyte + 7)
    const sha256 = hash('sha256', content)
    const pieces = tusSender(origin)
    const path = await pieces.create({ 'upload-length': content.length })
    assert.equal((await pieces.patch(path, 0, content.subarray(0, 9 * mebibyte))).status, 204)
    assert.equal((await pieces.patch(path, 9 * mebibyte, content.subarray(9 * mebibyte))).status, 204)
    assert.equal((await essenceOf(host, pieces.station)).sha256, sha256)

    const resumed = tusSender(origin)
    const second = await resumed.create({ 'upload-length': content.length })
    // Received by a node that is gone, with the hashes it had in memory.
    await objects.staging.append(second.split('/').at(-1)!, 0, Readable.from([content.subarray(0, 10 * mebibyte)]))
    assert.equal(await resumed.offset(second), 10 * mebibyte)
    assert.equal((await resumed.patch(second, 10 * mebibyte, content.subarray(10 * mebibyte))).status, 204)
    assert.equal((await essenceOf(host, resumed.station)).sha256, sha256)

    const parts = tusSender(origin)
    const addresses: string[] = []
    for (const part of [content.subarray(0, 9 * mebibyte), content.subarray(9 * mebibyte)]) {
      const address = await parts.create({ 'upload-length': part.length, 'upload-concat': 'partial' })
      assert.equal((await parts.patch(address, 0, part)).status, 204)
      addresses.push(address)
    }
    await parts.create({ 'upload-concat': `final;${addresses.join(' ')}` })
    assert.equal((await essenceOf(host, parts.station)).sha256, sha256)
    const staged = await Array.fromAsync(objects.staging.list())
    assert.deepEqual(staged, [])
  } finally {
    await host.close()
    objects.close()
  }
})
