import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { decode, makeMedia, picture, quickVideo, show, temporaryFolder, tone } from '#media/testing'
import { transcode } from '#services/transcode'
import { startIngestHost, type IngestHost } from '#testing/ingest'
import keyService from '../key/service.ts'
import vodService from './service.ts'

const folder = await temporaryFolder()
let host: IngestHost
let origin: string
/** Two seconds in two languages, in H.264, HEVC and AV1. */
let film: string

before(async () => {
  host = await startIngestHost([keyService, vodService])
  origin = await host.listen()
  const sizes = [180]
  const additional = (['hevc', 'av1'] as const).map((coding) => ({ coding, shortSides: sizes }))
  const settings = { shortSides: sizes, crf: 26, audioBitsPerSecond: 96_000, additional }
  const { id: profile } = await host.api(transcode).addProfile({ title: '全部编码', settings }, host.call)
  const path = await makeMedia(join(folder, 'film.mp4'), [
    ...picture({ seconds: 2 }),
    ...tone({ seconds: 2 }),
    ...tone({ seconds: 2, hertz: 880 }),
    ...'-map 0:v -map 1:a -map 2:a -metadata:s:a:0 language=chi -metadata:s:a:1 language=eng'.split(' '),
    ...quickVideo,
  ])
  const { asset, ended } = await host.ingest(path, { profile })
  const run = await ended()
  assert.equal(run.state, 'done', JSON.stringify(run.error))
  film = asset
  host.published.add(film)
})
after(() => host?.close())

const text = async (name: string) => (await fetch(`${origin}/vod/${film}/${name}`)).text()

test('HLS offers every coding by its name, H.264 first, two languages, and the sound alone', async () => {
  const master = (await text('master.m3u8')).split('\n')
  const variants = master.filter((line) => line.startsWith('#EXT-X-STREAM-INF'))
  assert.deepEqual(
    variants.map((line) => /CODECS="([^"]+)"/.exec(line)?.[1]),
    ['avc1.64000d', 'hvc1.1.6.L60.90', 'av01.0.00M.08', undefined].map((codec) =>
      [codec, 'mp4a.40.2'].filter(Boolean).join(','),
    ),
  )
  assert.ok(variants.slice(0, 3).every((line) => line.includes('RESOLUTION=320x180')))
  assert.ok(!variants[3]!.includes('RESOLUTION') && variants[3]!.includes('AUDIO="audio"'))
  const sounds = master.filter((line) => line.startsWith('#EXT-X-MEDIA:TYPE=AUDIO'))
  assert.deepEqual(
    sounds.map((line) => /NAME="([^"]+)",LANGUAGE="([^"]+)",DEFAULT=(\w+)/.exec(line)?.slice(1)),
    [
      ['中文', 'zh', 'YES'],
      ['English', 'en', 'NO'],
    ],
  )
  const playlists = master.filter((line) => line.endsWith('.m3u8'))
  for (const playlist of playlists.slice(0, 3)) {
    const count = ['-select_streams', 'v', '-count_frames', '-show_entries', 'stream=nb_read_frames']
    assert.equal(Number.parseInt((await show(`${origin}/vod/${film}/${playlist}`, count))[0]!), 50)
  }
  const heard = await decode(['-v', 'error', '-i', `${origin}/vod/${film}/${playlists[3]}`, '-f', 's16le', '-'])
  assert.ok(Math.abs(heard.stdout.length / (48_000 * 4) - 2) < 0.05)
})

test('DASH has a set for each coding and each language, and says which sound is the usual one', async () => {
  const sets = (await text('manifest.mpd')).split('<AdaptationSet').slice(1)
  const about = (set: string) => [
    ...[...set.matchAll(/codecs="(\w+)/g)].map((match) => match[1]),
    ...[/lang="(\w+)"/, /<Label>(.*)<\/Label>/, /value="(main|alternate)"/].flatMap(
      (what) => what.exec(set)?.[1] ?? [],
    ),
  ]
  assert.deepEqual(sets.map(about), [
    ['avc1'],
    ['hvc1'],
    ['av01'],
    ['mp4a', 'zh', '中文', 'main'],
    ['mp4a', 'en', 'English', 'alternate'],
  ])
})
