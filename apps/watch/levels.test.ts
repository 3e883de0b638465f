import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesPerHour, namedLevels } from './levels.ts'

test('levels are named by their shorter side, the best first', () => {
  const levels = namedLevels([
    { width: 640, height: 360, bitrate: 800_000 },
    { width: 1080, height: 1920, bitrate: 5_000_000 },
    { width: 1280, height: 720, bitrate: 2_000_000 },
    { width: 720, height: 1280, bitrate: 2_500_000 },
  ])
  assert.deepEqual(
    levels.map(({ index, name }) => [index, name]),
    [
      [1, '1080p'],
      [3, '720p 2.5 Mb/s'],
      [2, '720p 2.0 Mb/s'],
      [0, '360p'],
    ],
  )
})

test('what an hour costs is said in round numbers', () => {
  assert.deepEqual([100_000, 800_000, 6_000_000].map(bytesPerHour), ['45 MB', '360 MB', '2.7 GB'])
})
