import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeCorpus } from '#media/mutations'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { startNewsroom, type Newsroom } from '#testing/newsroom'
import { wordsOf, type Words } from '../../apps/words.ts'

const folder = await temporaryFolder()
const problems = wordsOf(join(import.meta.dirname, '../../apps/console'), 'zh-CN').problems as Words
let room: Newsroom
before(async () => {
  room = await startNewsroom()
})
after(() => room?.close())

/** Of each kind of fault one that gets far; all of them go through a station in `bench/broken.ts`. */
const expected: Record<string, string> = {
  'a hole of zeros.mp4': 'ready',
  'timescale 1.mp4': 'ready',
  'linked segments.mkv': 'ready',
  'a piece missing.fast.mp4': 'file-cut-off',
  'many bits of the media.flv': 'off-grid',
  'a head of noise.flac': 'damaged-file',
  'boxes backwards.mp4': 'damaged-file',
  'every third packet missing.ts': 'damaged-file',
  'eleven hours later.ts': 'clock-jumps',
  'samples of 46 hours.mp4': 'nothing-encoded',
  'fragments that begin in 10^9 hours.mp4': 'too-long',
  'a packed index of 256 MiB.mp4': 'no-tracks',
  'a packed index that says 4 GiB.mp4': 'needs-too-much-memory',
  'pictures that grow to 16000 × 16000.avi': 'damaged-file',
  'a cover of 20000 × 20000.mp3': 'picture-too-large',
}

test('broken films become assets or fail in words at the first try, and leave nothing', async (t) => {
  const files = await makeCorpus(folder, { file: '/etc/passwd', address: 'http://127.0.0.1:9/film.ts' })
  const ended: Record<string, string> = {}
  await Promise.all(
    Object.keys(expected).map(async (name, i) => {
      const { path } = files.find((file) => file.name === name)!
      const { asset, run } = await room.ingested(await readFile(path), `${i}.mp4`)
      ended[name] = asset.state === 'failed' ? asset.error!.type : asset.state
      if (asset.state === 'failed') assert.ok(problems[asset.error!.type], name)
      for (const { key, state, attempt } of run.steps) {
        assert.ok(['failed', 'cancelled', 'done'].includes(state), `${name}: ${key} is still ${state}`)
        assert.ok(attempt <= 1, `${name}: ${key} was tried ${attempt} times`)
      }
      await room.deleted(asset)
    }),
  )
  t.diagnostic(JSON.stringify(ended))
  assert.deepEqual(ended, expected)
  await room.idle()
  assert.deepEqual(await room.objects(), [])
})

test('a film of one picture a second is a film', async () => {
  const slow = await makeMedia(join(folder, 'slow.mp4'), [...picture({ rate: '1', seconds: 6 }), ...quickVideo])
  const { asset, run } = await room.ingested(await readFile(slow), 'time lapse.mp4')
  assert.equal(asset.state, 'ready', JSON.stringify(run.error))
  await room.deleted(asset)
})

test('a recording whose picture changes its size is a film in the larger one', async () => {
  const part = async (i: number, size: string) => {
    const made = [...picture({ size, seconds: 2 }), ...quickVideo, '-output_ts_offset', String(2 * i)]
    return readFile(await makeMedia(join(folder, `${i}.ts`), made))
  }
  const recording = Buffer.concat([await part(0, '160x120'), await part(1, '320x180')])
  const { asset, run } = await room.ingested(recording, 'recording.ts')
  assert.equal(asset.state, 'ready', JSON.stringify(run.error))
  assert.deepEqual([asset.width, asset.durationSeconds && Math.round(asset.durationSeconds)], [320, 4])
  await room.deleted(asset)
})
