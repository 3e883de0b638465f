import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { runs } from '#backbone/jobs/contract'
import { makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { vms, type Asset } from '#services/vms'
import { lengthOf, startNewsroom, type Newsroom } from '#testing/newsroom'
import { freezeFfmpeg, programsOn, until } from '#testing/programs'

const folder = await temporaryFolder()
let room: Newsroom
before(async () => {
  room = await startNewsroom()
})
after(() => room?.close())

let films = 0
const film = async (seconds = 6) => {
  const title = String((films += 1))
  const of = [...picture({ size: '640x360', seconds }), ...tone({ seconds }), ...quickVideo, '-shortest']
  return readFile(await makeMedia(join(folder, `${title}.mp4`), [...of, '-metadata', `title=${title}`]))
}

const stepOf = async (asset: Asset, kind: string) =>
  (await room.run(asset.run!)).steps.find(({ key }) => key.startsWith(kind))
const running = (asset: Asset, kind: string) =>
  until(kind, async () => (await stepOf(asset, kind))?.state === 'running', 10)

const framesOf = async (asset: Asset) =>
  (await room.timeline(asset.id)).filter(({ flow }) => flow.kind === 'video').map((flow) => lengthOf(flow).frames)

test('a cancelled ingest stops its programs, says so on the asset, and can be done again', async (t) => {
  const asset = await room.bring(await film(), 'cancelled.mp4')
  await running(asset, 'slice')
  await freezeFfmpeg(room.folder)
  const from = Date.now()
  await room.api(runs).cancel({ run: asset.run! }, room.call)
  await until('the end of ffmpeg', async () => (await programsOn(room.folder)).length === 0, 20)
  t.diagnostic(`frozen ffmpeg was gone ${Date.now() - from} ms after the cancel`)
  const failed = await room.settled(asset.id)
  assert.deepEqual([failed.state, failed.error?.type], ['failed', 'cancelled'])
  await room.idle()
  await room.api(vms).reingest({ id: asset.id }, room.call)
  assert.equal((await room.settled(asset.id)).state, 'ready')
  assert.deepEqual([...new Set(await framesOf(asset))], [150])
  await room.deleted(asset)
})

test('a slice done again makes the same bytes while the asset stays ready', async () => {
  const { asset, run } = await room.ingested(await film(), 'again.mp4')
  assert.equal(asset.state, 'ready')
  const before = await room.timeline(asset.id)
  const files = before.flatMap(({ segments }) => segments.map(({ object }) => object))
  const bytes = () => Promise.all(files.map((file) => readFile(join(room.folder, 'objects/objects', file), 'base64')))
  const kept = await bytes()
  const key = run.steps.find((step) => step.key.startsWith('slice-'))!.key
  await room.api(runs).redo({ run: run.id, step: key }, room.call)
  const seen = new Set<string>()
  await until('the end of the redo', async () => {
    seen.add((await room.api(vms).get({ id: asset.id }, room.call)).state)
    return (await room.run(run.id)).state === 'done'
  })
  assert.deepEqual([...seen], ['ready'])
  assert.deepEqual(await room.timeline(asset.id), before)
  assert.deepEqual(await bytes(), kept)
  await room.deleted(asset)
})

const leftRows = async () => {
  const { rows } = await sql<{ left: string }>`
    select 'flow ' || name as left from slice.flow union all select 'segment' from slice.segment
    union all select 'doomed' from slice.doomed union all select 'playable' from slice.playable
    union all select 'plan' from transcode.plan union all select 'pictures' from transcode.pictures
    union all select 'asset' from vms.asset union all select 'upload' from vms.upload
    union all select 'essence' from storage.essence union all select 'reference' from storage.reference
    union all select 'leftover' from storage.leftover
    union all select 'step ' || key from jobs.step where state not in ('done', 'failed', 'cancelled')`.execute(
    room.db.kysely,
  )
  return rows.map((row) => row.left)
}

test('an asset deleted in the middle of its ingest leaves nothing behind: no objects, no rows, no programs', async () => {
  for (const kind of ['head', 'audio', 'thumbnails', 'slice']) {
    const asset = await room.bring(await film(), `${kind}.mp4`)
    await running(asset, kind)
    await freezeFfmpeg(room.folder)
    await room.deleted(asset)
    await room.idle()
  }
  // At no moment in particular: what is just being stored must go, too.
  for (let waited = 0; waited < 2100; waited += 350) {
    const asset = await room.bring(await film(), `${waited}.mp4`)
    await sleep(waited)
    await room.deleted(asset)
    await room.idle()
  }
  await until('the end of all rows', async () => (await leftRows()).length === 0).catch(() => {})
  assert.deepEqual(await leftRows(), [])
  assert.deepEqual(await room.objects(), [])
})
