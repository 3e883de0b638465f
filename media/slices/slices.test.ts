import assert from 'node:assert/strict'
import { stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { probe } from '#media/probe'
import { makeMedia, picture, quickVideo, realClip, temporaryFolder, tone } from '#media/testing'
import { headFrames, keyframeTimes, outputFrames, type PictureIndex, planSlices, type Slice } from './index.ts'

const clip = await probe({ location: realClip })
const long = (keyframeSeconds: number[], seconds: number): PictureIndex => ({
  keyframeSeconds,
  pictures: seconds * 24,
  lastPictureSeconds: seconds - 1 / 24,
  lastPictureDurationSeconds: 1 / 24,
  endsEarly: false,
})
const every = (gopSeconds: number, seconds: number) =>
  long(
    Array.from({ length: Math.ceil(seconds / gopSeconds) }, (_, i) => i * gopSeconds),
    seconds,
  )

const checkCovered = (slices: Slice[], frames: number, gop = 48) => {
  assert.equal(
    slices.reduce((sum, slice) => sum + slice.frames, 0),
    frames,
  )
  slices.forEach((slice, i) => {
    const before = slices[i - 1]
    assert.equal(slice.startFrame, before ? before.startFrame + before.frames : 0)
    assert.equal(slice.firstSequence, before ? before.firstSequence + before.segments : 0)
    assert.equal(slice.segments, Math.ceil(slice.frames / gop))
    assert.ok(slice.decodeFromSeconds <= slice.startSeconds + 1 / 24)
  })
}

test('the keyframes of a real clip are found without decoding', async () => {
  const index = await keyframeTimes({ location: realClip, demuxer: 'mov' })
  assert.equal(index.pictures, 720)
  assert.deepEqual(
    index.keyframeSeconds.map((seconds) => Math.round(seconds * 24)),
    [0, 250, 285, 378, 553],
  )
  assert.equal(outputFrames(clip, index), 720)
})

test('slices cover every frame once and begin on keyframes where those are near', async () => {
  const slices = planSlices(clip, await keyframeTimes({ location: realClip, demuxer: 'mov' }), { targetSeconds: 6 })
  checkCovered(slices, 720)
  assert.deepEqual(
    slices.map((slice) => slice.startFrame),
    [0, 250, 378, 553],
  )
})

test('the head of the first seconds ends where a segment ends', () => {
  const frames = headFrames(clip, 12)
  assert.equal(frames, 288)
  const slices = planSlices(clip, every(5, 600), { targetSeconds: 4, headFrames: frames })
  checkCovered(slices, 600 * 24)
  assert.ok(slices.some((slice) => slice.startFrame === frames))
  assert.ok(slices.filter((slice) => slice.startFrame < frames).every((slice) => slice.startFrame % 48 === 0))
})

test('GOPs longer than a slice may be are cut inside, and no slice is longer than twice the target', () => {
  for (const index of [every(25, 600), every(10, 600), every(1, 600), long([0], 600), every(7.3, 601)]) {
    const slices = planSlices(clip, index, { targetSeconds: 6 })
    checkCovered(slices, Math.round((index.lastPictureSeconds + 1 / 24) * 24))
    for (const slice of slices) {
      assert.ok(slice.durationSeconds <= 12, `${slice.durationSeconds}`)
      assert.ok(slices.length === 1 || slice.durationSeconds >= 3)
    }
  }
  const snapped = planSlices(clip, every(10, 600), { targetSeconds: 6 })
  assert.ok(snapped.slice(0, -1).every((slice) => slice.startSeconds % 10 === 0))
})

test('a very short source is one slice', () => {
  checkCovered(planSlices(clip, long([0], 1 / 24), { targetSeconds: 6 }), 1)
})

test('a file that ends before its own index does is recognised, also by its sound', async () => {
  const folder = await temporaryFolder()
  for (const [name, track] of [
    ['film.mp4', 'picture'],
    ['film.mkv', 'picture'],
    ['radio.m4a', 'sound'],
  ] as const) {
    const kind = track === 'picture' ? [...picture({ seconds: 2 }), ...quickVideo] : tone({ seconds: 2 })
    const flags = name.endsWith('.mkv') ? [] : ['-movflags', '+faststart']
    const location = await makeMedia(join(folder, name), [...kind, ...flags])
    assert.equal((await keyframeTimes({ location }, { track })).endsEarly, false, name)
    await truncate(location, Math.round((await stat(location)).size * 0.7))
    assert.equal((await keyframeTimes({ location }, { track })).endsEarly, true, name)
  }
})
