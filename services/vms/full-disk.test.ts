import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import { makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { vms } from '#services/vms'
import { lengthOf, startNewsroom, type Newsroom } from '#testing/newsroom'
import { freezeFfmpeg, until } from '#testing/programs'
import { mountSmallDisk } from '#testing/small-disk'
import { clip, typeOf } from '#testing/tus'

const folder = await temporaryFolder()
const mounted = await mkdtemp(join(tmpdir(), 'rongmei-disk-'))
const disk = await mountSmallDisk(mounted)
let room: Newsroom
before(async () => {
  if (!disk) return
  const usual = process.env.TMPDIR
  // Objects, staging and the folders of steps are all on it.
  process.env.TMPDIR = mounted
  room = await startNewsroom().finally(() => {
    if (usual === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = usual
  })
})
after(async () => {
  await room?.close()
  await disk?.unmount()
  await rm(mounted, { recursive: true, force: true })
})
const needsDisk = (t: TestContext) => {
  if (!disk) t.skip('only root may mount the small disk this needs')
  return disk
}

const film = async (name: string, seconds: number) => {
  const of = [...picture({ size: '640x360', seconds }), ...tone({ seconds }), ...quickVideo, '-shortest']
  return readFile(await makeMedia(join(folder, name), of))
}

test('an upload that fills the disk is told so, and goes on when there is room again', async (t) => {
  const small = needsDisk(t)
  if (!small) return
  const { tus } = room
  const bytes = await film('upload.mp4', 6)
  const path = await tus.create({ 'upload-length': bytes.length, 'upload-metadata': clip })
  const third = Math.round(bytes.length / 3)
  assert.equal((await tus.patch(path, 0, bytes.subarray(0, third))).status, 204)
  await small.fill(8192)
  const full = await tus.patch(path, third, bytes.subarray(third))
  assert.deepEqual([full.status, await typeOf(full)], [507, 'storage-full'])
  const refused = await tus.send('POST', '/api/upload/files', {
    'upload-length': bytes.length,
    'upload-metadata': clip,
  })
  assert.deepEqual([refused.status, await typeOf(refused)], [507, 'storage-full'])
  assert.equal((await fetch(`${room.origin}/readyz`)).status, 200)

  await small.free()
  const offset = await tus.offset(path)
  assert.ok(offset >= third && offset < bytes.length)
  assert.equal((await tus.patch(path, offset, bytes.subarray(offset))).status, 204)
  const asset = await room.settled((await room.assetOf(path)).id)
  assert.equal(asset.state, 'ready')
  await room.deleted(asset)
})

test('an ingest that fills the disk fails in words, and can be done again when there is room', async (t) => {
  const small = needsDisk(t)
  if (!small) return
  const asset = await room.bring(await film('ingest.mp4', 6), 'ingest.mp4')
  await until('the first step', async () => (await room.run(asset.run!)).steps[0]?.state === 'running', 10)
  const frozen = await freezeFfmpeg(room.folder)
  await small.fill()
  for (const { pid } of frozen) process.kill(pid, 'SIGCONT')
  const failed = await room.settled(asset.id)
  assert.deepEqual([failed.state, failed.error], ['failed', { type: 'storage-full', title: 'The storage is full' }])
  assert.equal((await fetch(`${room.origin}/readyz`)).status, 200)
  assert.equal((await room.api(vms).list({}, room.call)).items.length, 1)
  await room.idle()

  await small.free()
  await room.api(vms).reingest({ id: asset.id }, room.call)
  assert.equal((await room.settled(asset.id)).state, 'ready')
  const flows = (await room.timeline(asset.id)).filter(({ flow }) => flow.kind === 'video')
  assert.deepEqual([...new Set(flows.map((flow) => lengthOf(flow).frames))], [150])
  await room.deleted(asset)
  assert.deepEqual(await room.objects(), [])
})
