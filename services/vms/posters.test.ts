import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { decode, makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { transcode } from '#services/transcode'
import { vms, type Asset } from '#services/vms'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { openObjects, type Objects } from '#backbone/objects'

const folder = await temporaryFolder()
let room: Newsroom
let objects: Objects
let film: Asset

before(async () => {
  room = await startNewsroom()
  objects = await openObjects({ kind: 'disk', folder: join(room.folder, 'objects') })
  // Each picture is as bright as its number says.
  const args = [...picture({ seconds: 3 }), '-vf', 'geq=lum=16+2*N:cb=128:cr=128', ...quickVideo]
  film = (await room.ingested(await readFile(await makeMedia(join(folder, 'film.mp4'), args)), 'film.mp4')).asset
})
after(async () => {
  await objects?.close()
  await room?.close()
})

const pictures = () => room.api(transcode).pictures({ source: film.id }, room.call)
const posterBytes = async () => buffer((await objects.get((await pictures()).poster!)).body)
const brightness = async () => {
  const path = join(folder, 'poster.jpg')
  await writeFile(path, await posterBytes())
  const args = ['-v', 'error', '-i', path, '-vf', 'crop=16:16,scale=1:1,format=yuvj420p,extractplanes=y']
  return (await decode([...args, '-f', 'rawvideo', '-'])).stdout[0]!
}
const send = (id: string, body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}) =>
  fetch(`${room.origin}/api/vms/assets/${id}/poster`, {
    method: 'POST',
    headers: { 'rongmei-station': room.station, 'content-type': 'image/png', ...headers },
    body,
  })

test('a moment of the video becomes its poster, exactly, and pages are told that it is another one', async () => {
  assert.equal(film.hasPoster, true)
  const after = await room.api(vms).choosePoster({ id: film.id, atSeconds: 1.5 }, room.call)
  assert.ok(after.poster && after.poster !== film.poster)
  assert.equal(Math.round((((await brightness()) / 255) * 219) / 2), 37)
  assert.deepEqual((await pictures()).chosen, { atSeconds: 1.5 })
})

test('a picture that somebody sends becomes the poster, and ingesting again leaves it', async () => {
  const path = await makeMedia(join(folder, 'white.png'), [
    '-f',
    'lavfi',
    '-i',
    'color=white:s=640x360',
    '-frames:v',
    '1',
  ])
  const answer = await send(film.id, await readFile(path))
  assert.equal(answer.status, 200)
  const sent = (await answer.json()) as Asset
  assert.ok((await brightness()) > 250)
  assert.deepEqual((await pictures()).chosen, {})
  await room.db.kysely.withSchema('vms').updateTable('asset').set({ state: 'failed' }).execute()
  await room.api(vms).reingest({ id: film.id }, room.call)
  const again = await room.settled(film.id)
  assert.deepEqual([again.state, again.poster], ['ready', sent.poster])
  assert.ok((await brightness()) > 250)
  const kept = (await room.objects()).filter((key) => key.includes(film.id) && key.includes('/poster'))
  assert.equal(kept.length, 2, 'the chosen one and the automatic one')
})

test('one goes back to the poster that the ingest chose', async () => {
  const back = await room.api(vms).dropPoster({ id: film.id }, room.call)
  assert.deepEqual([back.hasPoster, back.poster], [true, film.poster])
  assert.equal((await pictures()).chosen, undefined)
  assert.ok((await brightness()) < 200)
})

test('what is ready is encoded again by a profile that there is; what is published is taken back first', async () => {
  const again = (profile: string) => room.api(vms).reingest({ id: film.id, profile }, room.call)
  const before = await room.timeline(film.id)
  await assert.rejects(again(randomUUID()), { type: 'profile-not-found' })
  assert.deepEqual(await room.timeline(film.id), before, 'nothing is dropped')
  const { version } = await room.api(vms).get({ id: film.id }, room.call)
  await room.api(vms).publish({ id: film.id, version }, room.call)
  await assert.rejects(again('standard'), { type: 'asset-not-ingested' })
  const shown = await room.api(vms).get({ id: film.id }, room.call)
  await room.api(vms).withdraw({ id: film.id, version: shown.version }, room.call)
  const settings = { shortSides: [120], crf: 28, audioBitsPerSecond: 64_000, additional: [] }
  const { id } = await room.api(transcode).addProfile({ title: '小', settings }, room.call)
  assert.equal((await again(id)).state, 'ingesting')
  assert.equal((await room.settled(film.id)).state, 'ready')
  const names = (await room.timeline(film.id)).map(({ flow }) => `${flow.role} ${flow.name}`)
  assert.deepEqual(names.toSorted(), ['ladder 120p', 'preview preview'])
})

test('what is no picture, too large, or sent by somebody who may not, is refused in words', async () => {
  const typeOf = async (answer: Response) => [
    answer.status,
    ((await answer.json()) as { type: string }).type.split('/').at(-1),
  ]
  assert.deepEqual(await typeOf(await send(film.id, 'not a picture, only words')), [422, 'not-a-picture'])
  const lying = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(300, 1)])
  assert.deepEqual(await typeOf(await send(film.id, lying)), [422, 'not-a-picture'])
  assert.deepEqual(await typeOf(await send(film.id, new Uint8Array(11 * 1024 * 1024))), [413, 'too-large'])
  assert.deepEqual(await typeOf(await send(randomUUID(), 'x'.repeat(100))), [404, 'asset-not-found'])
  const reader = { 'test-scopes': 'assets:read' }
  assert.deepEqual(await typeOf(await send(film.id, 'x'.repeat(100), reader)), [403, 'not-allowed'])
  await room.api(vms).addColumn({ name: '专题', editors: [] }, room.call)
  const { version } = await room.api(vms).get({ id: film.id }, room.call)
  await room.api(vms).update({ id: film.id, version, column: '专题' }, room.call)
  const editor = {
    ...room.call,
    actor: { kind: 'person', id: randomUUID(), name: '李编辑' } as const,
    scopes: new Set(['assets:write'] as const),
  }
  await assert.rejects(room.api(vms).choosePoster({ id: film.id, atSeconds: 0 }, editor), { type: 'not-in-column' })
})
