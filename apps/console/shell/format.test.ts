import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAgo,
  formatBitRate,
  formatBytes,
  formatDuration,
  formatPercent,
  formatSpan,
  formatTimecode,
} from './format.ts'

test('sizes are said in three digits', () => {
  assert.deepEqual([0, 999, 1024, 22_718_509, 1024 ** 4].map(formatBytes), [
    '0 B',
    '999 B',
    '1.00 KB',
    '21.7 MB',
    '1.00 TB',
  ])
})

test('durations are written as on players', () => {
  assert.deepEqual([0, 42, 725, 3723].map(formatDuration), ['0:00', '0:42', '12:05', '1:02:03'])
})

test('timecode counts frames, not fractions', () => {
  assert.equal(formatTimecode(0, 25), '00:00:00:00')
  assert.equal(formatTimecode(1.04, 25), '00:00:01:01')
  assert.equal(formatTimecode(3600, 25), '01:00:00:00')
  assert.equal(formatTimecode(0.9999, 25), '00:00:01:00', 'a browser is a hair early at a frame')
  assert.equal(formatTimecode(0.97, 25), '00:00:00:24')
})

test('progress never shows 100% before the end', () => {
  assert.deepEqual([0, 0.999, 1, 1.2, -1].map(formatPercent), ['0%', '99%', '100%', '100%', '0%'])
})

test('rates and spans are said in the unit people use, in both languages', () => {
  assert.equal(formatBitRate(3_800_000), '3.8 Mb/s')
  assert.equal(formatBitRate(254_000), '254 kb/s')
  assert.equal(formatSpan(20, 'en'), '20 seconds')
  assert.equal(formatSpan(7200, 'en'), '2 hours')
  assert.equal(formatSpan(180, 'zh-CN').replaceAll(/\s/g, ''), '3分钟')
})

test('what just happened is just now, what is old has a date', () => {
  const now = Date.parse('2026-07-10T12:00:00Z')
  assert.equal(formatAgo('2026-07-10T11:59:50Z', 'zh-CN', now), '刚刚')
  assert.equal(formatAgo('2026-07-10T11:57:00Z', 'en', now), '3 minutes ago')
  assert.match(formatAgo('2026-06-01T12:00:00Z', 'zh-CN', now), /^2026\/06\/01$/)
})
