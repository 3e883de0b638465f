import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { fetchWaveform, parseWaveform, resample } from './waveform-data.ts'

/** A file of 10 points a second; a point is least and greatest of each channel. */
const fileOf = (channels: number, points: number[][]): ArrayBuffer => {
  const file = new DataView(new ArrayBuffer(24 + points.length * channels * 2))
  ;[2, 1, 48_000, 4800, points.length, channels].forEach((value, i) => file.setInt32(i * 4, value, true))
  points.flat().forEach((value, i) => file.setInt8(24 + i, value))
  return file.buffer
}
const one = fileOf(1, [
  [-64, 64],
  [-128, 32],
  [0, 127],
  [-32, 0],
])

test('a waveform is read, channels apart and together', () => {
  const mono = parseWaveform(one)
  assert.equal(mono.samplesPerSecond, 10)
  assert.deepEqual([...mono.min], [-0.5, -1, 0, -0.25])
  const stereo = parseWaveform(
    fileOf(2, [
      [-64, 64, -32, 96],
      [0, 0, -128, 32],
    ]),
  )
  assert.deepEqual([...stereo.channels[1]!.max], [0.75, 0.25])
  assert.deepEqual(
    [[...stereo.min], [...stereo.max]],
    [
      [-0.5, -1],
      [0.75, 0.25],
    ],
  )
})

test('what is no waveform, or is cut off, is refused', () => {
  assert.throws(() => parseWaveform(new ArrayBuffer(3)), RangeError)
  assert.throws(() => parseWaveform(new TextEncoder().encode('WEBVTT, and then something else').buffer), RangeError)
  assert.throws(() => parseWaveform(one.slice(0, -1)), /cut off/)
})

test('drawn small no peak is lost, drawn large every point is wide', () => {
  const { min, max, samplesPerSecond } = parseWaveform(one)
  const draw = (fromSeconds: number, toSeconds: number, pixels: number) => {
    const shown = resample({ min, max }, { samplesPerSecond, fromSeconds, toSeconds, pixels })
    return [...shown.min]
  }
  assert.deepEqual(draw(0, 0.4, 2), [-1, -0.25])
  assert.deepEqual(draw(0, 0.4, 4), [-0.5, -1, 0, -0.25])
  assert.deepEqual(draw(0.1, 0.2, 3), [-1, -1, -1])
  assert.deepEqual(draw(-0.2, 0.2, 4), [0, 0, -0.5, -1])
  assert.deepEqual(draw(0.3, 0.7, 4), [-0.25, 0, 0, 0])
})

test('an asset without sound has no waveform, and a failure is one', async () => {
  const server = createServer((request, reply) => {
    if (request.url === '/sound') reply.end(new Uint8Array(one))
    else reply.writeHead(request.url === '/mute' ? 404 : 500).end()
  }).listen(0)
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    assert.equal((await fetchWaveform(`${origin}/sound`))?.min.length, 4)
    assert.equal(await fetchWaveform(`${origin}/mute`), undefined)
    await assert.rejects(fetchWaveform(`${origin}/broken`), /500/)
  } finally {
    server.close()
  }
})
