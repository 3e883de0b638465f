import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { encodeSlice } from '#media/encode'
import { ladderFor } from '#media/ladder'
import { probe } from '#media/probe'
import { keyframeTimes, planSlices } from '#media/slices'
import { gathered, makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { analysePicture, joinSignals, packSignals, shots, stillFrame, unpackSignals } from './index.ts'

const folder = await temporaryFolder()

const open = async (name: string, args: string[]) => {
  const location = await makeMedia(join(folder, name), args)
  const found = await probe({ location })
  return { found, source: { location, demuxer: found.demuxer } }
}

test('what is measured while slices are encoded is, joined, what one pass over the whole file measures', async () => {
  const { found, source } = await open('moving.mp4', [
    ...picture({ size: '640x360', rate: '30000/1001', seconds: 9 }),
    ...quickVideo,
    '-g',
    '47',
  ])
  const index = await keyframeTimes(source)
  const whole = await analysePicture(source, found, index)
  const slices = planSlices(found, index, { targetSeconds: 2 })
  assert.ok(slices.length > 2)
  const pieces = []
  for (const slice of slices.toReversed()) {
    const rungs = ladderFor(found).video.slice(-1)
    const options = { folder: join(folder, 'ladder'), ...gathered(), measure: true }
    const { signals } = await encodeSlice(source, found, slice, rungs, options)
    pieces.push(await unpackSignals(await packSignals(signals!)))
  }
  const joined = joinSignals(pieces)
  // What the lines tell of a slice's first frames waits for the frames after them.
  const { scan, ...columns } = joined.columns
  const { scan: scanOfWhole, ...columnsOfWhole } = whole.signals.columns
  assert.deepEqual(columns, columnsOfWhole)
  assert.equal(scan.length, scanOfWhole.length)
  assert.deepEqual(joined.stills, whole.signals.stills)
  assert.deepEqual(joined.last, whole.signals.last)
})

test('measuring a picture on the way changes not a byte of what is encoded, and twice measures the same', async () => {
  const { found, source } = await open('same.mkv', [...picture({ size: '854x480', seconds: 3 }), ...quickVideo])
  const slice = { startFrame: 10, frames: 50, firstSequence: 0, decodeFromSeconds: 0 }
  const made = []
  for (const measure of [false, true, true]) {
    const report = gathered()
    const rungs = ladderFor(found).video
    const { signals } = await encodeSlice(source, found, slice, rungs, {
      folder: join(folder, `same-${made.length}`),
      ...report,
      measure,
    })
    made.push({
      hashes: report.segments.map(({ sha256 }) => sha256).toSorted(),
      packed: signals && (await packSignals(signals)),
    })
  }
  assert.deepEqual(made[1]?.hashes, made[0]?.hashes)
  assert.equal(made[0]?.packed, undefined)
  assert.deepEqual(made[1]?.packed, made[2]?.packed)
})

test('stills are those of whole half seconds, also where a picture lasts longer', async () => {
  const { found, source } = await open('slow.mkv', [...picture({ rate: '1', seconds: 4 }), ...quickVideo])
  const { signals } = await analysePicture(source, found, await keyframeTimes(source))
  const frames = Array.from({ length: 8 }, (_, k) => stillFrame(k, signals.frameRate))
  // One picture a second is shown twice a second.
  assert.deepEqual(frames, [0, 1, 2, 3, 4, 5, 6, 7])
  assert.equal(signals.stills.count, 8)
  const still = (k: number) => Buffer.from(signals.stills.pixels.subarray(k * 1024, (k + 1) * 1024))
  assert.ok(still(2).equals(still(3)))
  assert.ok(!still(1).equals(still(2)))
})

test('video range and full range of the same picture measure alike, at eight bits and at ten', async () => {
  const grey = (name: string, format: string, range: string) =>
    open(name, [
      '-f',
      'lavfi',
      '-i',
      'color=0x303030:s=320x180:d=0.4',
      '-vf',
      `scale=out_range=${range},format=${format}`,
      '-c:v',
      name.endsWith('mpg') ? 'mpeg2video' : 'libx264',
      name.endsWith('mpg') ? '-q:v' : '-qp',
      '1',
      '-color_range',
      range,
    ])
  for (const [name, format, range] of [
    ['tv.mp4', 'yuv420p', 'tv'],
    ['tv.mpg', 'yuv420p', 'tv'],
    ['pc.mp4', 'yuvj420p', 'pc'],
    ['ten.mp4', 'yuv420p10le', 'tv'],
    ['ten-pc.mp4', 'yuv420p10le', 'pc'],
  ] as const) {
    const { found, source } = await grey(name, format, range)
    const { signals } = await analysePicture(source, found, await keyframeTimes(source))
    assert.ok(Math.abs(signals.columns.mean[3]! / 256 - 57) <= 1, `${name} ${signals.columns.mean[3]! / 256}`)
  }
})

test('a picture is divided into shots where it is cut', async () => {
  const lavfi = ['testsrc2', 'mandelbrot', 'smptebars'].flatMap((name, i) => [
    '-f',
    'lavfi',
    '-t',
    String(1 + i * 0.4),
    '-i',
    `${name}=s=320x180:r=25`,
  ])
  const joining = '[0:v]format=yuv420p[a];[1:v]format=yuv420p[b];[2:v]format=yuv420p[c];[a][b][c]concat=n=3'
  const { found, source } = await open('cuts.mp4', [...lavfi, '-filter_complex', joining, ...quickVideo])
  const { signals } = await analysePicture(source, found, await keyframeTimes(source))
  assert.deepEqual(shots(signals), [
    { startSeconds: 0, endSeconds: 1 },
    { startSeconds: 1, endSeconds: 2.4 },
    { startSeconds: 2.4, endSeconds: 4.2 },
  ])
})
