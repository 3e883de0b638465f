import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodeAudio } from '#media/encode'
import { type AudioRendition, ladderFor, type VideoRendition } from '#media/ladder'
import { probe } from '#media/probe'
import { encodeSliced, gathered, makeMedia, picture, quickVideo, show, temporaryFolder, tone } from '#media/testing'
import type { Flow, Segment } from '#media/timeline'
import { mpd } from './index.ts'

const links = { media: (flow: Flow) => `${flow.id}/$Number$.m4s`, init: (flow: Flow) => `${flow.id}/init.mp4` }
const flow: Flow = {
  id: '240p&',
  kind: 'video',
  role: 'ladder',
  codec: 'avc1.640015',
  timescale: 90_000,
  width: 426,
  height: 240,
  frameRate: { num: 25, den: 1 },
  peakBitsPerSecond: 300_000,
  state: 'complete',
}
const segments: Segment[] = [180_000, 180_000, 90_000].map((durationTicks, sequence) => ({
  sequence,
  startTicks: 900_000 + sequence * 180_000,
  durationTicks,
  bytes: 1000,
  initId: 'i',
}))

test('a complete presentation has exact times and hides the timeline base', () => {
  assert.equal(
    mpd({ state: 'complete', ranges: [{ flow, segments }], links }),
    `<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011"
  type="static" mediaPresentationDuration="PT5S" minBufferTime="PT4S">
  <Period id="0" start="PT0S">
    <AdaptationSet contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
      <Representation id="240p&amp;" codecs="avc1.640015" bandwidth="300000" width="426" height="240" sar="1:1" frameRate="25/1">
        <SegmentTemplate timescale="90000" presentationTimeOffset="900000" startNumber="0" initialization="240p&amp;/init.mp4" media="240p&amp;/$Number$.m4s">
          <SegmentTimeline>
            <S t="900000" d="180000" r="1"/>
            <S t="1260000" d="90000"/>
          </SegmentTimeline>
        </SegmentTemplate>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>
`,
  )
})

test('a growing presentation asks players to come again', () => {
  const now = new Date('2026-01-01T00:00:10Z')
  const text = mpd({
    state: 'growing',
    availableSince: new Date('2026-01-01T00:00:00Z'),
    publishedAt: now,
    ranges: [{ flow, segments }],
    links,
  })
  assert.match(
    text,
    /type="dynamic" availabilityStartTime="2026-01-01T00:00:00.000Z" publishTime="2026-01-01T00:00:10.000Z" minimumUpdatePeriod="PT2S"/,
  )
  assert.doesNotMatch(text, /mediaPresentationDuration/)
})

test('ffmpeg plays a produced presentation with every frame', async () => {
  const folder = await temporaryFolder()
  const location = await makeMedia(join(folder, 'clip.mp4'), [
    ...picture({ seconds: 5 }),
    ...tone({ seconds: 5 }),
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
  const path = join(folder, 'manifest.mpd')
  await writeFile(path, mpd({ state: 'complete', ranges: [video.range(rung), audio.range(sound)], links }))
  const frames = await show(path, ['-select_streams', 'v', '-show_entries', 'frame=pts_time'])
  assert.equal(frames.length, 125)
  const streams = await show(path, ['-show_entries', 'stream=codec_name'])
  assert.deepEqual([...new Set(streams)].toSorted(), ['aac', 'h264'])
})

test('an encrypted presentation names its key and where Clear Key players get it', () => {
  const kid = '01234567-89ab-cdef-0123-456789abcdef'
  const protection = { kid, pssh: 'AAAA', licenseUrl: 'https://tv.example.cn/license?a=1&b=2' }
  const text = mpd({ state: 'complete', ranges: [{ flow, segments }], links, protection })
  assert.match(text, /xmlns:cenc="urn:mpeg:cenc:2013" xmlns:dashif="https:\/\/dashif.org\/CPS"/)
  assert.match(text, new RegExp(`mp4protection:2011" value="cenc" cenc:default_KID="${kid}"/>`))
  assert.match(text, /<cenc:pssh>AAAA<\/cenc:pssh>/)
  assert.match(text, /<dashif:Laurl>https:\/\/tv.example.cn\/license\?a=1&amp;b=2<\/dashif:Laurl>/)
})
