import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { decode, makeMedia, picture, quickVideo, show, temporaryFolder, tone } from '#media/testing'
import { slice } from '#services/slice'
import { subtitles } from '#services/subtitles'
import { startIngestHost, type IngestHost } from '#testing/ingest'
import keyService from '../key/service.ts'
import vodService from './service.ts'

const folder = await temporaryFolder()
let host: IngestHost
let origin: string
/** A clip of 13 seconds at 25 pictures a second, ingested and published. */
let news: string
/** How `news` looked while it was being ingested, to somebody who looked again and again. */
const seen: { master: string; video: string }[] = []
const seconds = 13

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${origin}${path}`, { headers })
const text = async (path: string) => {
  const answer = await get(path)
  return answer.ok ? answer.text() : `${answer.status}`
}
const lines = (playlist: string) => playlist.split('\n')

before(async () => {
  host = await startIngestHost([keyService, vodService])
  origin = await host.listen()
  const path = await makeMedia(join(folder, 'news.mp4'), [
    ...picture({ size: '426x240', seconds }),
    ...tone({ seconds }),
    ...quickVideo,
  ])
  const { asset, ended } = await host.ingest(path)
  news = asset
  host.published.add(news)
  let over = false
  const watching = (async () => {
    while (!over) {
      seen.push({ master: await text(`/vod/${news}/master.m3u8`), video: await text(`/vod/${news}/video.m3u8`) })
      await sleep(100)
    }
  })()
  const run = await ended()
  over = true
  await watching
  assert.equal(run.state, 'done', JSON.stringify(run.error))
  // What was looked up just before the end may be remembered for a moment.
  await sleep(1000)
})
after(() => host.close())

/** Times of all pictures that a player shows, in frames from the first. */
const framesOf = async (path: string) => {
  const times = await show(`${origin}${path}`, ['-select_streams', 'v:0', '-show_entries', 'frame=pts_time'])
  const all = times.map((time) => Math.round(Number.parseFloat(time) * 25 * 100) / 100)
  return all.map((time) => time - all[0]!)
}
const everyFrame = Array.from({ length: seconds * 25 }, (_, i) => i)

test('HLS and DASH play every picture once, without a gap, over HTTP', async () => {
  assert.deepEqual(await framesOf(`/vod/${news}/master.m3u8`), everyFrame)
  assert.deepEqual(await framesOf(`/vod/${news}/manifest.mpd`), everyFrame)
  for (const manifest of ['master.m3u8', 'manifest.mpd']) {
    const args = ['-v', 'warning', '-i', `${origin}/vod/${news}/${manifest}`, '-map', '0:a:0', '-f', 's16le', '-']
    const { stdout, stderr } = await decode(args)
    assert.ok(Math.abs(stdout.length / (48_000 * 4) - seconds) < 0.05)
    assert.doesNotMatch(stderr, /error|invalid|missing/i)
  }
})

test('a complete asset offers its ladder and no preview, and its playlists end', async () => {
  const master = await text(`/vod/${news}/master.m3u8`)
  const variants = lines(master).filter((line) => line.endsWith('.m3u8'))
  assert.equal(variants.length, 2, 'the picture, and the sound alone for those who listen')
  assert.match(master, /#EXT-X-MEDIA:TYPE=AUDIO,.*URI="[0-9a-f-]{36}\.m3u8"/)
  assert.match(master, /RESOLUTION=426x240/)
  const playlist = await text(`/vod/${news}/${variants[0]}`)
  assert.match(playlist, /#EXT-X-PLAYLIST-TYPE:VOD/)
  assert.match(playlist, /#EXT-X-ENDLIST/)
  assert.equal(playlist.match(/#EXTINF/g)?.length, 7)
})

test('during the ingest it can be played from the preview on, and who began then comes to the end', async () => {
  const early = seen.filter(({ master }) => master.includes('video.m3u8'))
  assert.ok(early.length > 0, 'it could be played while it grew')
  assert.match(early[0]!.master, /#EXT-X-MEDIA:TYPE=AUDIO/, 'sound is announced from the beginning')
  const playlists = [...early.map(({ video }) => video), await text(`/vod/${news}/video.m3u8`)]
  const addresses = playlists.map((playlist) => lines(playlist).filter((line) => line.endsWith('.m4s')))
  addresses.forEach((list, i) => {
    const before = addresses[i - 1] ?? []
    assert.deepEqual(list.slice(0, before.length), before, 'what was once announced stays')
  })
  assert.match(playlists[0]!, /#EXT-X-PLAYLIST-TYPE:EVENT/)
  assert.doesNotMatch(playlists[0]!, /#EXT-X-ENDLIST/)
  assert.match(playlists.at(-1)!, /#EXT-X-ENDLIST/)
  assert.deepEqual(await framesOf(`/vod/${news}/video.m3u8`), everyFrame)
  const { items } = await host.api(slice).timeline({ source: news }, host.call)
  const preview = items.find(({ flow }) => flow.role === 'preview')!
  assert.ok(addresses.at(-1)![0]!.startsWith(preview.flow.id))
})

test('an asset that is not published does not exist for strangers, and plays for its own station', async () => {
  host.published.delete(news)
  await sleep(1100)
  const master = `/vod/${news}/master.m3u8`
  const own = { 'rongmei-station': host.station }
  try {
    const { items } = await host.api(slice).timeline({ source: news }, host.call)
    const segment = `/vod/${news}/${items[0]!.flow.id}/0.m4s`
    for (const path of [master, segment, `/vod/${news}/poster.jpg`]) {
      assert.equal((await get(path)).status, 404)
      assert.equal((await get(path, { 'rongmei-station': randomUUID() })).status, 404)
      assert.equal((await get(path, { ...own, 'test-scopes': 'station:read' })).status, 404)
      const answer = await get(path, own)
      assert.equal(answer.status, 200)
      assert.match(answer.headers.get('cache-control')!, /^private/)
      assert.equal(answer.headers.get('access-control-allow-origin'), null)
      await answer.arrayBuffer()
    }
    const unknown = await get(`/vod/${randomUUID()}/master.m3u8`)
    const hidden = await get(master)
    assert.equal(unknown.status, hidden.status)
  } finally {
    host.published.add(news)
    await sleep(1100)
  }
})

test('segments are served once and for all: ranges, tags, lengths, for any page', async () => {
  const { items } = await host.api(slice).timeline({ source: news }, host.call)
  const { flow, segments, init } = items.find((one) => one.flow.kind === 'video' && one.flow.role === 'ladder')!
  const path = `/vod/${news}/${flow.id}/1.m4s`
  const whole = await get(path)
  const bytes = Buffer.from(await whole.arrayBuffer())
  assert.equal(bytes.length, segments[1]!.bytes)
  assert.equal(whole.headers.get('content-length'), String(bytes.length))
  assert.equal(whole.headers.get('content-type'), 'video/mp4')
  assert.equal(whole.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.equal(whole.headers.get('access-control-allow-origin'), '*')

  const part = await get(path, { range: 'bytes=10-19' })
  assert.equal(part.status, 206)
  assert.equal(part.headers.get('content-range'), `bytes 10-19/${bytes.length}`)
  assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(10, 20))
  const end = await get(path, { range: 'bytes=-5' })
  assert.deepEqual(Buffer.from(await end.arrayBuffer()), bytes.subarray(-5))
  const beyond = await get(path, { range: `bytes=${bytes.length}-` })
  assert.equal(beyond.status, 416)
  assert.equal(beyond.headers.get('content-range'), `bytes */${bytes.length}`)
  const other = await get(path, { range: 'bytes=0-3', 'if-range': '"another"' })
  assert.equal(other.status, 200)
  await other.arrayBuffer()

  const tag = whole.headers.get('etag')!
  assert.equal((await get(path, { 'if-none-match': tag })).status, 304)
  const head = await fetch(`${origin}${path}`, { method: 'HEAD' })
  assert.equal(head.headers.get('content-length'), String(bytes.length))
  const asked = await fetch(`${origin}${path}`, { method: 'OPTIONS' })
  assert.equal(asked.headers.get('access-control-allow-origin'), '*')
  const start = await get(`/vod/${news}/${flow.id}/init.mp4`)
  assert.equal((await start.arrayBuffer()).byteLength, init?.bytes)

  const manifest = await get(`/vod/${news}/master.m3u8`)
  assert.equal(manifest.headers.get('content-type'), 'application/vnd.apple.mpegurl')
  assert.equal(manifest.headers.get('cache-control'), 'public, max-age=10')
  const again = await get(`/vod/${news}/master.m3u8`, { 'if-none-match': manifest.headers.get('etag')! })
  assert.equal(again.status, 304)
})

test('poster and storyboard are served beside the manifests', async () => {
  const poster = await get(`/vod/${news}/poster.jpg`)
  assert.equal(poster.headers.get('content-type'), 'image/jpeg')
  assert.ok((await poster.arrayBuffer()).byteLength > 500)
  const board = await text(`/vod/${news}/storyboard.vtt`)
  const [sheet] = /storyboard-0\.jpg/.exec(board)!
  assert.equal((await get(`/vod/${news}/${sheet}`)).status, 200)
})

test('the waveform is served like the storyboard, in ranges, and to nobody who may not play the asset', async () => {
  const path = `/vod/${news}/waveform.dat`
  const whole = await get(path)
  const bytes = Buffer.from(await whole.arrayBuffer())
  assert.equal(whole.headers.get('cache-control'), 'public, max-age=60')
  assert.equal(whole.headers.get('access-control-allow-origin'), '*')
  assert.equal(whole.headers.get('content-type'), 'application/octet-stream')
  // Version 2, 8 bit, 50 points a second of one channel.
  assert.deepEqual(
    [0, 4, 8, 12, 20].map((at) => bytes.readInt32LE(at)),
    [2, 1, 48_000, 960, 1],
  )
  const points = bytes.readInt32LE(16)
  // The encoder of the source fills up its last frame.
  assert.ok(points >= seconds * 50 && points <= seconds * 50 + 2)
  assert.equal(bytes.length, 24 + points * 2)
  const head = await get(path, { range: 'bytes=0-23' })
  assert.equal(head.status, 206)
  assert.deepEqual(Buffer.from(await head.arrayBuffer()), bytes.subarray(0, 24))
  assert.equal((await get(path, { 'if-none-match': whole.headers.get('etag')! })).status, 304)
  host.published.delete(news)
  await sleep(1100)
  try {
    assert.equal((await get(path)).status, 404)
    const own = await get(path, { 'rongmei-station': host.station })
    assert.equal(own.status, 200)
    await own.arrayBuffer()
  } finally {
    host.published.add(news)
    await sleep(1100)
  }
})

test('a video without sound says in words why there is no waveform', async () => {
  const path = await makeMedia(join(folder, 'mute.mp4'), [...picture({ seconds: 0.4 }), ...quickVideo])
  const { asset, ended } = await host.ingest(path)
  host.published.add(asset)
  await ended()
  const answer = await get(`/vod/${asset}/waveform.dat`)
  assert.equal(answer.status, 404)
  assert.match(await answer.text(), /no-sound.*has no sound/)
})

test('addresses that mean nothing are not found', async () => {
  const flow = (await host.api(slice).timeline({ source: news }, host.call)).items[0]!.flow.id
  const addresses = [
    `/vod/nonsense/master.m3u8`,
    `/vod/${news}/nonsense.m3u8`,
    `/vod/${news}/${randomUUID()}.m3u8`,
    `/vod/${news}/${randomUUID()}/0.m4s`,
    `/vod/${news}/${flow}/999.m4s`,
    `/vod/${news}/${flow}/0.mp4`,
    `/vod/${news}/${flow}/..%2f..%2fposter.jpg`,
    `/vod/${news}/secret.jpg`,
  ]
  for (const path of addresses) assert.equal((await get(path)).status, 404, path)
})

test('subtitles and chapters play beside the film: as HLS and DASH name them, corrected at once, hidden from strangers', async () => {
  const api = host.api(subtitles)
  const vtt = (...texts: string[]) =>
    Buffer.from(`WEBVTT\n\n${texts.map((text, i) => `00:0${i + 1}.000 --> 00:0${i + 2}.000\n${text}\n`).join('\n')}`)
  const track = async (
    kind: 'subtitles' | 'captions' | 'chapters',
    language: string,
    isDefault: boolean,
    file: Buffer,
  ) => api.create({ asset: news, kind, language, isDefault, file: file.toString('base64') }, host.call)
  const chinese = await track('subtitles', 'zh-CN', true, vtt('晚上好', '再见'))
  const deaf = await track('captions', 'zh-CN', false, vtt('（掌声）'))
  await track('chapters', 'zh-CN', true, vtt('片头', '正文'))
  await sleep(1100)

  const master = await text(`/vod/${news}/master.m3u8`)
  const named = lines(master).filter((line) => line.includes('TYPE=SUBTITLES'))
  assert.equal(named.length, 2)
  assert.match(named[0]!, /NAME="简体中文",LANGUAGE="zh-CN",DEFAULT=YES,AUTOSELECT=YES,FORCED=NO,URI=/)
  assert.match(named[1]!, /NAME="简体中文 2",.*DEFAULT=NO,.*CHARACTERISTICS="public\.accessibility/)
  assert.match(master, /#EXT-X-STREAM-INF:.*SUBTITLES="subtitles"/)
  const told = await show(`${origin}/vod/${news}/${chinese.id}-1.m3u8`, ['-show_entries', 'packet=pts_time'])
  assert.deepEqual(told.map(Number), [1, 2])
  assert.deepEqual(await framesOf(`/vod/${news}/manifest.mpd`), everyFrame)

  const playlist = await text(`/vod/${news}/${chinese.id}-1.m3u8`)
  assert.match(playlist, /#EXTINF:13\.\d{6},\n[0-9a-f-]{36}-1-0\.vtt\n#EXT-X-ENDLIST/)
  const piece = await get(`/vod/${news}/${chinese.id}-1-0.vtt`)
  assert.match(piece.headers.get('cache-control')!, /immutable/)
  assert.match(await piece.text(), /^WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00\.000,MPEGTS:900000\n\n00:00:01\.000 --> /)
  const mpd = await text(`/vod/${news}/manifest.mpd`)
  assert.match(
    mpd,
    /contentType="text" mimeType="text\/vtt" lang="zh-CN">\s+<Label>简体中文<\/Label>\s+<Role [^>]+value="subtitle"/,
  )
  const [, sidecar] = /<BaseURL>([^<]+)<\/BaseURL>/.exec(mpd)!
  assert.match(await text(`/vod/${news}/${sidecar}`), /^WEBVTT\n\n00:00:01\.000 --> 00:00:02\.000\n晚上好\n/)
  assert.match(await text(`/vod/${news}/chapters.vtt`), /片头/)

  const cues = [{ startSeconds: 1, endSeconds: 2, text: '各位晚上好' }]
  await api.replace({ id: chinese.id, version: 1, cues }, host.call)
  await api.change({ id: deaf.id, version: 1, shown: false }, host.call)
  await sleep(1100)
  assert.match(await text(`/vod/${news}/master.m3u8`), new RegExp(`URI="${chinese.id}-2.m3u8"`))
  assert.match(await text(`/vod/${news}/${chinese.id}-2-0.vtt`), /各位晚上好/)
  const old = await get(`/vod/${news}/${chinese.id}-1-0.vtt`)
  assert.match(old.headers.get('cache-control')!, /max-age=10$/)
  assert.match(await old.text(), /各位晚上好/)
  assert.equal(await text(`/vod/${news}/${deaf.id}-1.m3u8`), '404')
  assert.equal(await text(`/vod/${news}/${randomUUID()}-1.vtt`), '404')
  assert.equal(await text(`/vod/${randomUUID()}/${chinese.id}-2.vtt`), '404')

  host.published.delete(news)
  await sleep(1100)
  for (const file of [`${chinese.id}-2.m3u8`, `${chinese.id}-2-0.vtt`, `${chinese.id}-2.vtt`, 'chapters.vtt']) {
    assert.equal(await text(`/vod/${news}/${file}`), '404')
    assert.equal((await get(`/vod/${news}/${file}`, { 'rongmei-station': host.station })).status, 200)
  }
  host.published.add(news)
})
