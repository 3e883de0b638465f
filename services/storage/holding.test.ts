import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openObjects, type Objects } from '#backbone/objects'
import { startTestHost, type TestHost } from '#testing/host'
import { storage } from './contract.ts'
import storageService from './service.ts'

let host: TestHost
let objects: Objects
let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rongmei-storage-'))
  objects = await openObjects({ kind: 'disk', folder })
  const stationOf = async ({ id }: { id: string }) => ({ id, name: 'test', createdAt: '', version: 1 })
  host = await startTestHost({ services: [storageService], queues: {}, objects, given: { access: { stationOf } } })
})
after(async () => {
  await host?.close()
  objects?.close()
  await rm(folder, { recursive: true, force: true })
})

const staged = async (content: string) => {
  const id = randomUUID()
  await objects.staging.create(id)
  await objects.staging.append(id, 0, Readable.from([Buffer.from(content)]))
  const hash = (name: string) => createHash(name).update(content).digest('hex')
  const about = { name: 'film.mp4', mediaType: 'video/mp4', bytes: content.length }
  return { staged: id, ...about, sha256: hash('sha256'), md5: hash('md5'), by: `upload/${id}` }
}

test('content that is brought again while its first owner lets go of it stays', async () => {
  const api = host.api(storage)
  const [first, again] = [await staged('the evening news'), await staged('the evening news')]
  const { essence } = await api.admit(first, host.call)
  const release = (by: string) => api.refer({ id: essence.id, by, refers: false }, host.call)
  const remove = () => api.delete({ id: essence.id }, host.call)
  await assert.rejects(remove(), { type: 'essence-in-use' })
  assert.equal((await api.admit(again, host.call)).duplicate, true)
  await release(first.by)
  await assert.rejects(remove(), { type: 'essence-in-use' })
  await release(again.by)
  await remove()
})
