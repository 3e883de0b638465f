import assert from 'node:assert/strict'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { MediaError } from '#media/ffmpeg'
import { makeMedia, picture, quickVideo, realClip, temporaryFolder, tone } from '#media/testing'
import { probe } from './index.ts'

const folder = await temporaryFolder()
const at = (name: string) => join(folder, name)
const refused = async (name: string, code: string, content?: string | Buffer) => {
  if (content !== undefined) await writeFile(at(name), content)
  await assert.rejects(probe({ location: at(name) }), (error) => {
    assert.ok(error instanceof MediaError, `${name}: ${error}`)
    assert.equal(error.code, code, name)
    return true
  })
}

test('a real clip is described completely', async () => {
  const { video, audio, ...rest } = await probe({ location: realClip })
  assert.equal(rest.demuxer, 'mov')
  assert.ok(Math.abs(rest.durationSeconds - 30.02) < 0.02)
  assert.deepEqual(
    [
      video?.codec,
      video?.displayWidth,
      video?.displayHeight,
      video?.frameRate,
      video?.frames,
      video?.variableFrameRate,
    ],
    ['h264', 1920, 1080, { num: 24, den: 1 }, 720, false],
  )
  assert.deepEqual([audio.length, audio[0]?.codec, audio[0]?.channels, audio[0]?.layout], [1, 'aac', 6, '5.1'])
})

test('a file that is not media is refused, whatever it is called', async () => {
  await refused('empty.mp4', 'empty-file', '')
  await refused('text.mp4', 'not-media', 'The minister said on Monday that.\n'.repeat(300))
  await refused('zero.mp4', 'not-media', Buffer.alloc(20_000))
  await refused('page.mp4', 'not-media', '<!doctype html><html><body>404</body></html>')
  await refused('missing.mp4', 'source-unreadable')
  await assert.rejects(probe({ location: folder }), { code: 'source-unreadable' })
})

test('playlists, references, subtitles and stills are refused, whatever they are called', async () => {
  const other = await makeMedia(at('other.mp4'), [...picture(), ...quickVideo])
  await refused('hls.mp4', 'container-not-allowed', `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile://${other}\n`)
  await refused('concat.mp4', 'container-not-allowed', `ffconcat version 1.0\nfile '${other}'\n`)
  await refused(
    'sdp.mp4',
    'container-not-allowed',
    'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5000 RTP/AVP 96\n',
  )
  await refused(
    'dash.mp4',
    'not-media',
    '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"></MPD>',
  )
  await refused(
    'subtitle.mp4',
    'container-not-allowed',
    '1\n00:00:01,000 --> 00:00:02,000\nhello\n\n2\n00:00:03,000 --> 00:00:04,000\nworld\n',
  )
  await refused('subtitle.vtt', 'container-not-allowed', 'WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n')
  const still = await makeMedia(at('still.png'), [...picture(), '-frames:v', '1'])
  await refused('still.mp4', 'container-not-allowed', await readFile(still))
})

test('a file without picture and sound is refused', async () => {
  await writeFile(at('words.srt'), '1\n00:00:00,000 --> 00:00:02,000\nhello\n')
  await makeMedia(at('words.mkv'), ['-i', at('words.srt'), '-c:s', 'srt'])
  await refused('words.mkv', 'no-tracks')
})

test('a wrong extension does not matter when the content is media', async () => {
  await makeMedia(at('clip.webm'), [...picture({ seconds: 0.4 }), '-c:v', 'libvpx', '-f', 'webm'])
  await writeFile(at('clip.txt'), await readFile(at('clip.webm')))
  assert.equal((await probe({ location: at('clip.txt') })).video?.codec, 'vp8')
})

test('a file cut off before its index is refused as incomplete', async () => {
  await makeMedia(at('cut.mp4'), [...picture({ seconds: 2 }), ...quickVideo])
  await truncate(at('cut.mp4'), 20_000)
  await refused('cut.mp4', 'incomplete-file')
})

test('a header that claims 50,000 × 50,000 pixels is refused without decoding', async () => {
  await makeMedia(at('huge.mp4'), [...picture(), ...quickVideo])
  const bytes = await readFile(at('huge.mp4'))
  const entry = bytes.indexOf('avc1', bytes.indexOf('stsd'))
  bytes.writeUInt16BE(50_000, entry + 28)
  bytes.writeUInt16BE(50_000, entry + 30)
  await refused('huge.mp4', 'picture-too-large', bytes)
  const limits = { maximumSide: 300, maximumPixels: 1e9 }
  await assert.rejects(probe({ location: at('other.mp4') }, { limits }), { code: 'picture-too-large' })
})

test('a turned picture is described as it is shown', async () => {
  await makeMedia(at('level.mp4'), [...picture({ size: '320x180' }), ...quickVideo])
  await makeMedia(at('turned.mp4'), ['-i', at('level.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90'])
  const { video } = await probe({ location: at('turned.mp4') })
  assert.deepEqual(
    [video?.rotationDegrees, video?.codedWidth, video?.displayWidth, video?.displayHeight],
    // This ffmpeg writes the tag as an anticlockwise turn.
    [270, 320, 180, 320],
  )
})

test('pixels that are not square widen the picture', async () => {
  await makeMedia(at('pal.mpg'), [
    ...picture({ size: '720x576' }),
    '-vf',
    'setsar=16/15',
    '-c:v',
    'mpeg2video',
    '-f',
    'mpeg',
  ])
  const { video } = await probe({ location: at('pal.mpg') })
  assert.deepEqual([video?.displayWidth, video?.displayHeight, video?.sampleAspect], [768, 576, { num: 16, den: 15 }])
})

test('an uneven picture rate is recognised and given its nominal rate', async () => {
  const drop = "select='not(eq(mod(n,7),3)+eq(mod(n,11),5))'"
  await makeMedia(at('uneven.mp4'), [
    ...picture({ rate: '30', seconds: 3 }),
    '-vf',
    drop,
    '-fps_mode',
    'vfr',
    ...quickVideo,
  ])
  const { video } = await probe({ location: at('uneven.mp4') })
  assert.equal(video?.variableFrameRate, true)
  assert.deepEqual(video?.frameRate, { num: 30, den: 1 })
})

test('interlaced and high-dynamic-range pictures are recognised', async () => {
  await makeMedia(at('fields.ts'), [
    ...picture({ size: '320x192' }),
    '-c:v',
    'mpeg2video',
    '-flags',
    '+ildct+ilme',
    '-top',
    '1',
  ])
  assert.equal((await probe({ location: at('fields.ts') })).video?.interlaced, true)
  const pq = [
    '-pix_fmt',
    'yuv420p10le',
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-x265-params',
    'log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc',
  ]
  await makeMedia(at('pq.mp4'), [...picture({ seconds: 0.2 }), ...pq])
  const { video } = await probe({ location: at('pq.mp4') })
  assert.deepEqual([video?.hdr, video?.bitDepth], ['pq', 10])
})

test('a browser recording without a duration is measured', async () => {
  await makeMedia(at('live.webm'), [...picture({ seconds: 1 }), '-c:v', 'libvpx', '-f', 'webm', '-live', '1'])
  assert.ok(Math.abs((await probe({ location: at('live.webm') })).durationSeconds - 1) < 0.05)
})

test('sound alone, also with a cover picture, has no video track', async () => {
  await makeMedia(at('cover.mp3'), [
    ...tone(),
    ...picture(),
    '-frames:v',
    '1',
    '-map',
    '0',
    '-map',
    '1',
    '-c:v',
    'png',
    '-id3v2_version',
    '3',
  ])
  const found = await probe({ location: at('cover.mp3') })
  assert.deepEqual([found.video, found.audio.length, found.demuxer], [undefined, 1, 'mp3'])
})

test('media is read from a URL as from a path, and only by its own protocol', async () => {
  const bytes = await readFile(at('level.mp4'))
  const server = createServer((request, response) => {
    const [, from = '0'] = /bytes=(\d+)/.exec(request.headers.range ?? '') ?? []
    response.writeHead(206, { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` })
    response.end(bytes.subarray(Number(from)))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  try {
    const location = `http://127.0.0.1:${(server.address() as AddressInfo).port}/level.mp4?signature=x`
    assert.equal((await probe({ location })).video?.displayWidth, 320)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
