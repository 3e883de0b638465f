import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openObjects, type Objects } from '#backbone/objects'
import { makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { lengthOf, startNewsroom, type Newsroom } from '#testing/newsroom'
import { startS3Server } from '#testing/s3-server'

const folder = await temporaryFolder()
const server = await startS3Server()
let objects: Objects
let room: Newsroom
before(async () => {
  if (!server) return
  objects = await openObjects(server.config)
  room = await startNewsroom({ objects })
})
after(async () => {
  await room?.close()
  await objects?.close()
  await server?.stop()
})

test(
  'with its objects in a bucket a station ingests a film just so, and keeps none of it on its own disk',
  { skip: server ? false : 'no S3-compatible server here (needs Go once, to build one)' },
  async () => {
    const film = [...picture({ size: '640x360', seconds: 12 }), ...tone({ seconds: 12 }), ...quickVideo, '-shortest']
    const { asset, run } = await room.ingested(
      await readFile(await makeMedia(join(folder, 'film.mp4'), film)),
      'film.mp4',
    )
    assert.deepEqual([asset.state, run.state], ['ready', 'done'])
    for (const flow of await room.timeline(asset.id)) {
      if (flow.flow.role === 'preview') continue
      const { frames, seconds } = lengthOf(flow)
      if (flow.flow.kind === 'video') assert.equal(frames, 300)
      else assert.ok(Math.abs(seconds - 12) < 0.05)
    }
    const { keys } = await objects.list('', { limit: 1000 })
    assert.ok(keys.some(({ key }) => key.startsWith('essences/')))
    assert.ok(keys.some(({ key }) => key.endsWith('.m4s')))
    assert.equal(existsSync(join(room.folder, 'objects')), false)
  },
)
