import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { runs } from '#backbone/jobs/contract'
import { joinSignals, unpackSignals } from '#media/picture'
import { readLanes, type SoundSignals } from '#media/sound'
import { makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { slice } from '#services/slice'
import { startIngestHost, type IngestHost } from '#testing/ingest'
import { transcode } from './contract.ts'
import { flowId } from './flows.ts'
import { groupRenditions, viewingOrder } from './grouping.ts'

const folder = await temporaryFolder()
let host: IngestHost

before(async () => {
  host = await startIngestHost([])
})
after(() => host.close())

const timeline = async (source: string) => (await host.api(slice).timeline({ source }, host.call)).items

test('a video becomes a preview, a ladder and a sound on one timeline, with a poster', async () => {
  const path = await makeMedia(join(folder, 'news.mp4'), [
    ...picture({ size: '640x480', seconds: 23 }),
    ...tone({ seconds: 23 }),
    ...quickVideo,
  ])
  const { asset: source, ended } = await host.ingest(path)
  const run = await ended()
  assert.equal(run.error, undefined)
  assert.equal(run.state, 'done')

  const flows = await timeline(source)
  assert.deepEqual(
    flows.map(({ flow }) => `${flow.role} ${flow.name} ${flow.state}`).toSorted(),
    ['ladder 240p complete', 'ladder 360p complete', 'ladder 480p complete', 'ladder audio-0 complete'].concat(
      'preview preview complete',
    ),
  )
  const seconds = ({ flow, segments }: (typeof flows)[number]) =>
    segments.reduce((sum, { durationTicks }) => sum + durationTicks, 0) / flow.timescale
  for (const one of flows.filter(({ flow }) => flow.kind === 'video' && flow.role === 'ladder')) {
    assert.equal(seconds(one), 23)
    assert.equal(one.segments[0]?.startTicks, one.flow.originTicks)
  }
  assert.equal(seconds(flows.find(({ flow }) => flow.role === 'preview')!), 10)
  const sound = flows.find(({ flow }) => flow.kind === 'audio')!
  assert.ok(Math.abs(seconds(sound) - 23) < 0.1)
  const head = await host.api(runs).log({ run: run.id, step: 'head' }, host.call)
  const said = head.items.map(({ line }) => line).join('\n')
  assert.match(said.replaceAll('\\\n', ''), /^\$ ffmpeg .*libx264/m, 'the whole command, as it would be typed')
  assert.ok(run.steps.find(({ key }) => key.startsWith('slice-0'))!.cpuSeconds! > 0.1)

  const media = await host.api(transcode).info({ source }, host.call)
  assert.deepEqual([media.video?.width, media.video?.frameRate, media.audio.length], [640, 25, 1])
  const pictures = await host.api(transcode).pictures({ source }, host.call)
  assert.ok((await host.objects.head(pictures.poster!))!.bytes > 1000)
  assert.equal(pictures.storyboard?.sheets.length, 1)

  const { picture: measured, sound: heard } = await host.api(transcode).signals({ source }, host.call)
  const signals = JSON.parse(`${await buffer((await host.objects.get(heard!.signals)).body)}`) as SoundSignals
  assert.deepEqual([signals.version, signals.tracks, signals.channels, signals.silences], [1, 1, 1, []])
  assert.ok(Math.abs(signals.endSeconds - 23) < 0.05)
  const lanes = readLanes(await buffer((await host.objects.get(heard!.lanes)).body))
  assert.equal(lanes.lanes[0]?.values.length, 230)
  assert.ok((await host.objects.head(heard!.fingerprint!))!.bytes > 300)
  const pieces = await Promise.all(
    measured!.pieces.map(async (key) => unpackSignals(await buffer((await host.objects.get(key)).body))),
  )
  assert.ok(pieces.length > 1)
  const { frames, columns, stills } = joinSignals(pieces)
  assert.deepEqual([frames, columns.mean.length, stills.count], [575, 575, 46])

  await host.api(transcode).forget({ source }, host.call)
  assert.deepEqual(await host.api(transcode).signals({ source }, host.call), {})
  assert.deepEqual(await host.api(transcode).pictures({ source }, host.call), {})
  for (const key of [pictures.poster!, heard!.waveform]) assert.equal(await host.objects.head(key), undefined)
})

test('a slice done again makes the same segments', async () => {
  const path = await makeMedia(join(folder, 'again.mp4'), [...picture({ seconds: 3 }), ...quickVideo])
  const { asset: source, run, ended } = await host.ingest(path)
  await ended()
  const before = await timeline(source)
  const done = await host.api(runs).get({ run }, host.call)
  const key = done.steps.find((one) => one.key.startsWith('slice-'))!.key
  await host.api(runs).redo({ run, step: key }, host.call)
  assert.equal((await ended()).state, 'done')
  assert.deepEqual(await timeline(source), before)
})

test('sound alone is ingested without pictures', async () => {
  const path = await makeMedia(join(folder, 'radio.mp3'), tone({ seconds: 5 }))
  const { asset: source, ended } = await host.ingest(path)
  const run = await ended()
  assert.equal(run.state, 'done', JSON.stringify(run.error))
  const flows = await timeline(source)
  assert.deepEqual(
    flows.map(({ flow }) => [flow.kind, flow.state]),
    [['audio', 'complete']],
  )
})

test('a clip shorter than one segment is ingested', async () => {
  const path = await makeMedia(join(folder, 'blink.mp4'), [...picture({ seconds: 0.4 }), ...quickVideo])
  const { asset: source, ended } = await host.ingest(path)
  const run = await ended()
  assert.equal(run.state, 'done', JSON.stringify(run.error))
  assert.ok((await timeline(source)).every(({ segments }) => segments.length === 1))
})

test('what is wrong with a file is said in words, and not tried again', async () => {
  const whole = await makeMedia(join(folder, 'whole.mp4'), [
    ...picture({ seconds: 20 }),
    ...quickVideo,
    '-g',
    '25',
    '-movflags',
    '+faststart',
  ])
  await truncate(whole, Math.round((await stat(whole)).size * 0.6))
  const text = join(folder, 'text.mp4')
  await writeFile(text, 'This is a letter, not a film.\n'.repeat(100))
  for (const [path, type, title] of [
    [text, 'not-media', /not an audio or video file/],
    [whole, 'file-cut-off', /cut off at 00:1\d of 00:20/],
  ] as const) {
    const run = await (await host.ingest(path)).ended()
    assert.equal(run.state, 'failed')
    assert.equal(run.error?.type, type)
    assert.match(run.error?.title ?? '', title)
    assert.ok(run.steps.every(({ attempt }) => attempt <= 1))
  }
})

test('renditions share one decode unless more workers stand idle than there are slices', () => {
  const rungs = ['720p', '480p', '240p']
  assert.deepEqual(groupRenditions(rungs, { slices: 4, idleWorkers: 4 }), [rungs])
  assert.deepEqual(groupRenditions(rungs, { slices: 4, idleWorkers: 5 }), [['720p'], ['480p'], ['240p']])
  assert.deepEqual(groupRenditions([], { slices: 0, idleWorkers: 9 }), [])
})

test('slices are made in the order they are watched, those the preview shows after the next two', () => {
  const slices = [0, 250, 500, 750, 1000].map((startFrame) => ({ startFrame }))
  const order = (head: number) => viewingOrder(slices, head).map(({ startFrame }) => startFrame)
  assert.deepEqual(order(250), [250, 500, 0, 750, 1000])
  assert.deepEqual(order(0), [0, 250, 500, 750, 1000])
  assert.deepEqual(order(2000), [0, 250, 500, 750, 1000])
})

test('the id of a flow is a UUID that follows from source and rendition', () => {
  const source = randomUUID()
  assert.equal(flowId({ source, tag: '' }, '720p'), flowId({ source, tag: '' }, '720p'))
  assert.notEqual(flowId({ source, tag: '' }, '720p'), flowId({ source, tag: '' }, '480p'))
  assert.notEqual(flowId({ source, tag: '' }, '720p'), flowId({ source, tag: 'ab' }, '720p'))
  assert.match(
    flowId({ source, tag: '' }, '720p'),
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
})
