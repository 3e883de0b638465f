import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodeAudio, encodeHead } from '#media/encode'
import { type AudioRendition, ladderFor, previewFor, type VideoRendition } from '#media/ladder'
import { probe } from '#media/probe'
import {
  encodeSliced,
  gathered,
  makeMedia,
  picture,
  playlistOf,
  quickVideo,
  show,
  temporaryFolder,
  tone,
  pathOf,
} from '#media/testing'
import { type Flow, type FlowRange, growingRanges, type Segment } from '#media/timeline'
import { masterPlaylist, mediaPlaylist } from './index.ts'

const flow = (changes: Partial<Flow>): Flow => ({
  id: 'v',
  kind: 'video',
  role: 'ladder',
  codec: 'avc1.64001e',
  timescale: 90_000,
  width: 640,
  height: 360,
  frameRate: { num: 30_000, den: 1001 },
  state: 'growing',
  ...changes,
})
const run = (
  initId: string,
  startSeconds: number,
  durations: number[],
  timescale = 90_000,
  bytes = 10_000,
): Segment[] => {
  let at = startSeconds * timescale
  return durations.map((seconds, sequence) => {
    const segment = {
      sequence,
      startTicks: at,
      durationTicks: seconds * timescale,
      bytes,
      initId,
    }
    at += segment.durationTicks
    return segment
  })
}
const links = {
  segment: (segment: Segment, of: Flow) => `${of.id}/${segment.sequence}.m4s`,
  init: (_: Segment, of: Flow) => `${of.id}/init.mp4`,
}

test('a complete rendition is a VOD playlist', () => {
  const range = { flow: flow({}), segments: run('v', 10, [2, 2, 0.5]) }
  assert.equal(
    mediaPlaylist({ ranges: [range], state: 'complete', links }),
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="v/init.mp4"
#EXTINF:2.000000,
v/0.m4s
#EXTINF:2.000000,
v/1.m4s
#EXTINF:0.500000,
v/2.m4s
#EXT-X-ENDLIST
`,
  )
})

test('a growing presentation shows the preview, then the rung, and never changes what it said', () => {
  const preview = { flow: flow({ id: 'p', role: 'preview' }), segments: run('i', 10, [1, 1, 1, 1]) }
  const rungSegments = run('i', 10, [2, 2, 2, 2])
  const said = (head: number, rung: Segment[]) =>
    mediaPlaylist({
      ranges: growingRanges(
        { ...preview, segments: preview.segments.slice(0, head) },
        { flow: flow({}), segments: rung },
        4,
      ),
      state: 'growing',
      links,
    })
  const steps = [
    said(1, []),
    said(2, []),
    said(3, rungSegments),
    said(4, rungSegments.slice(0, 2)),
    said(4, rungSegments),
  ]
  steps.forEach((step, i) => assert.ok(step.startsWith(steps[i - 1] ?? ''), step))
  assert.equal(
    steps.at(-1),
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-START:TIME-OFFSET=0,PRECISE=YES
#EXT-X-MAP:URI="p/init.mp4"
#EXTINF:1.000000,
p/0.m4s
#EXTINF:1.000000,
p/1.m4s
#EXTINF:1.000000,
p/2.m4s
#EXTINF:1.000000,
p/3.m4s
#EXTINF:2.000000,
v/2.m4s
#EXTINF:2.000000,
v/3.m4s
`,
  )
})

test('where the coding or the time changes, a discontinuity announces the next init', () => {
  const ranges = [
    { flow: flow({}), segments: run('i', 10, [2]) },
    { flow: flow({ id: 'w' }), segments: run('j', 12, [2]) },
    { flow: flow({ id: 'w' }), segments: run('j', 30, [2]) },
  ]
  const lines = mediaPlaylist({ ranges, state: 'complete', links }).split('\n')
  assert.deepEqual(
    lines.filter((line) => /MAP|DISCONTINUITY/.test(line)),
    [
      '#EXT-X-MAP:URI="v/init.mp4"',
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-MAP:URI="w/init.mp4"',
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-MAP:URI="w/init.mp4"',
    ],
  )
})

test('the master playlist states real rates, codecs and sizes', () => {
  const sound: Flow = {
    id: 'a',
    kind: 'audio',
    role: 'ladder',
    codec: 'mp4a.40.2',
    timescale: 48_000,
    channels: 2,
    language: 'zho',
    state: 'complete',
  }
  const video = { ranges: [{ flow: flow({}), segments: run('v', 10, [2, 2, 0.1], 90_000, 50_000) }], uri: 'v.m3u8' }
  const audio = {
    ranges: [{ flow: sound, segments: run('a', 10, [2, 2], 48_000, 32_000) }],
    uri: 'a "1".m3u8',
    name: '普通话',
  }
  assert.equal(
    masterPlaylist({ video: [video], audio: [audio] }),
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="普通话",LANGUAGE="zho",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a %221%22.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=420683,AVERAGE-BANDWIDTH=420683,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="audio"
v.m3u8
`,
  )
  const alone = masterPlaylist({ video: [], audio: [audio] })
  assert.match(alone, /#EXT-X-STREAM-INF:BANDWIDTH=128000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2"\na/)
})

test('ffmpeg plays a produced master playlist with every frame and in step', async () => {
  const folder = await temporaryFolder()
  const location = await makeMedia(join(folder, 'clip.mp4'), [
    ...picture({ seconds: 7 }),
    ...tone({ seconds: 7 }),
    ...quickVideo,
    '-c:a',
    'aac',
  ])
  const found = await probe({ location })
  const source = { location, demuxer: found.demuxer }
  const ladder = ladderFor(found)
  const [rung, sound] = [ladder.video.at(-1) as VideoRendition, ladder.audio[0] as AudioRendition]
  const video = await encodeSliced(source, found, [rung], { folder, targetSeconds: 2 })
  const audio = gathered()
  await encodeAudio(source, found, sound, { folder, ...audio })
  const head = gathered()
  await encodeHead(source, found, { frames: 100 }, { folder, ...head })
  const entry = async (range: FlowRange) => ({ ranges: [range], uri: await playlistOf(folder, range) })
  const master = join(folder, 'master.m3u8')
  const entries = { video: [await entry(video.range(rung))], audio: [await entry(audio.range(sound))] }
  await writeFile(master, masterPlaylist(entries))
  const pictures = await show(master, ['-select_streams', 'v', '-show_entries', 'frame=pts_time'])
  const sounds = await show(master, ['-select_streams', 'a', '-show_entries', 'frame=pts_time'])
  assert.equal(pictures.length, 175)
  assert.ok(Math.abs(Number.parseFloat(pictures[0] ?? '') - 10) < 1e-6)
  assert.ok(Math.abs(Number.parseFloat(sounds[0] ?? '') - (10 - 1024 / 48_000)) < 1e-4)

  const spliced = join(folder, 'growing.m3u8')
  const ranges = growingRanges(head.range(previewFor(found)), video.range(rung), 4)
  const byPath = {
    segment: pathOf,
    init: (_: Segment, of: Flow) => join(folder, of.id, 'init.mp4'),
  }
  await writeFile(spliced, mediaPlaylist({ ranges, state: 'complete', links: byPath }))
  const times = await show(spliced, ['-select_streams', 'v', '-show_entries', 'frame=pts_time'])
  assert.deepEqual(
    times.map((time) => Math.round((Number.parseFloat(time) - 10) * 25)),
    Array.from({ length: 175 }, (_, i) => i),
  )
})

test('keys are told where they change; inits stay in clear; a vector is told where places and numbers differ', () => {
  const preview = { flow: flow({ id: 'p', role: 'preview', state: 'complete' }), segments: run('a', 10, [2, 2]) }
  const rung = { flow: flow({ id: 'r' }), segments: run('b', 10, [2, 2, 2, 2]).slice(1) }
  const key = ({ startTicks }: Segment) => `keys/${Math.floor((startTicks / 90_000 - 10) / 4)}.key`
  const lines = mediaPlaylist({ ranges: [preview, rung], state: 'growing', links: { ...links, key } }).split('\n')
  assert.deepEqual(
    lines.filter((line) => /MAP|KEY|DISC|m4s/.test(line)),
    [
      '#EXT-X-MAP:URI="p/init.mp4"',
      '#EXT-X-KEY:METHOD=AES-128,URI="keys/0.key"',
      'p/0.m4s',
      'p/1.m4s',
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-KEY:METHOD=NONE',
      '#EXT-X-MAP:URI="r/init.mp4"',
      `#EXT-X-KEY:METHOD=AES-128,URI="keys/0.key",IV=0x${'1'.padStart(32, '0')}`,
      'r/1.m4s',
      `#EXT-X-KEY:METHOD=AES-128,URI="keys/1.key",IV=0x${'2'.padStart(32, '0')}`,
      'r/2.m4s',
      `#EXT-X-KEY:METHOD=AES-128,URI="keys/1.key",IV=0x${'3'.padStart(32, '0')}`,
      'r/3.m4s',
    ],
  )
})
