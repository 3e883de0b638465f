import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Probe, VideoTrack } from '#media/probe'
import { gopFrames, ladderFor, outputFrameRate, previewFor, ticksPerFrame, videoTimescale } from './index.ts'

const source = (video: Partial<VideoTrack> | undefined, channels: number[] = [2]): Probe => ({
  demuxer: 'mov',
  durationSeconds: 60,
  startSeconds: 0,
  bitsPerSecond: undefined,
  video: video && {
    codec: 'h264',
    codedWidth: 1920,
    codedHeight: 1080,
    sampleAspect: { num: 1, den: 1 },
    rotationDegrees: 0,
    displayWidth: 1920,
    displayHeight: 1080,
    frameRate: { num: 25, den: 1 },
    variableFrameRate: false,
    pixelFormat: 'yuv420p',
    bitDepth: 8,
    colorMatrix: 'bt709',
    hdr: undefined,
    interlaced: false,
    startSeconds: 0,
    durationSeconds: 60,
    frames: 1500,
    ...video,
  },
  audio: channels.map((count, index) => ({
    index,
    codec: 'aac',
    channels: count,
    layout: undefined,
    sampleRate: 48_000,
    language: index === 0 ? 'zho' : undefined,
    startSeconds: 0,
  })),
  subtitles: [],
})
const sizes = (displayWidth: number, displayHeight: number): string =>
  ladderFor(source({ displayWidth, displayHeight }))
    .video.map((rung) => `${rung.width}x${rung.height}`)
    .join(' ')

test('a source gets the rungs that fit into it and none larger', () => {
  assert.equal(sizes(1920, 1080), '1920x1080 1280x720 854x480 640x360 426x240')
  assert.equal(sizes(3840, 2160), '1920x1080 1280x720 854x480 640x360 426x240')
  assert.equal(sizes(1280, 720), '1280x720 854x480 640x360 426x240')
  assert.equal(sizes(1440, 1080), '1440x1080 960x720 640x480 480x360 320x240')
  assert.equal(sizes(1080, 1920), '1080x1920 720x1280 480x854 360x640 240x426')
  assert.equal(sizes(200, 112), '200x112')
  assert.equal(sizes(199, 111), '198x110')
  assert.equal(sizes(2, 2), '2x2')
})

test('a size far above its next rung keeps a rung of its own', () => {
  assert.equal(sizes(768, 576), '768x576 640x480 480x360 320x240')
  assert.equal(sizes(960, 540), '854x480 640x360 426x240')
})

test('no side becomes odd, larger than the source, or longer than players take', () => {
  for (let width = 100; width < 2500; width += 37)
    for (let height = 90; height < 2500; height += 41)
      for (const rung of ladderFor(source({ displayWidth: width, displayHeight: height })).video) {
        assert.equal((rung.width % 2) + (rung.height % 2), 0)
        assert.ok(rung.width <= width && rung.height <= height, `${width}x${height} → ${rung.width}x${rung.height}`)
      }
  assert.ok(ladderFor(source({ displayWidth: 16_000, displayHeight: 300 })).video.every((rung) => rung.width <= 4096))
})

test('the picture rate is kept up to 60 and halved beyond', () => {
  const rate = (num: number, den = 1) => outputFrameRate(source({ frameRate: { num, den } }))
  assert.deepEqual(rate(60_000, 1001), { num: 60_000, den: 1001 })
  assert.deepEqual(rate(60), { num: 60, den: 1 })
  assert.deepEqual(rate(100), { num: 50, den: 1 })
  assert.deepEqual(rate(240), { num: 60, den: 1 })
})

test('one frame is a whole number of ticks and a GOP two seconds', () => {
  for (const [num, den] of [
    [24, 1],
    [25, 1],
    [30, 1],
    [50, 1],
    [60, 1],
    [24_000, 1001],
    [30_000, 1001],
    [60_000, 1001],
    [25, 2],
    [19, 1],
  ] as const) {
    const frameRate = { num, den }
    const ticks = ticksPerFrame({ frameRate, timescale: videoTimescale(frameRate) })
    assert.ok(Number.isInteger(ticks), `${num}/${den}`)
    assert.ok(Math.abs((gopFrames(frameRate) * den) / num - 2) < 0.05)
  }
  assert.equal(videoTimescale({ num: 25, den: 1 }), 90_000)
  assert.equal(videoTimescale({ num: 30_000, den: 1001 }), 90_000)
})

test('codec strings name the level that the size and rate need', () => {
  const top = (frames: number) => ladderFor(source({ frameRate: { num: frames, den: 1 } })).video[0]?.codec
  assert.equal(top(25), 'avc1.640028')
  assert.equal(top(50), 'avc1.64002a')
  assert.deepEqual([previewFor(source({})).codec, previewFor(source({})).gopFrames], ['avc1.640015', 25])
})

test('every sound track becomes stereo; a source without picture or without sound has none', () => {
  const both = ladderFor(source({}, [6, 1]))
  assert.deepEqual(
    both.audio.map((track) => [track.name, track.channels, track.language]),
    [
      ['audio-0', 2, 'zho'],
      ['audio-1', 2, undefined],
    ],
  )
  assert.deepEqual(ladderFor(source(undefined)).video, [])
  assert.deepEqual(ladderFor(source({}, [])).audio, [])
})

test('a ladder says when the picture must be tone-mapped or deinterlaced', () => {
  const { toneMap, deinterlace } = ladderFor(source({ hdr: 'pq', interlaced: true }))
  assert.deepEqual([toneMap, deinterlace], [true, true])
})
