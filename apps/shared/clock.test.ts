import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clock, isoDuration, spoken, timeOf } from './clock.ts'

test('a time is shown as short as it can be', () => {
  assert.deepEqual([0, 7.9, 754, 3723, Number.NaN].map(clock), ['0:00', '0:07', '12:34', '1:02:03', '0:00'])
})

test('a time is read aloud in the language of the page', () => {
  assert.equal(spoken(3723, 'en'), '1 hour, 2 minutes, 3 seconds')
  assert.equal(spoken(60, 'en'), '1 minute')
  assert.equal(spoken(0, 'en'), '0 seconds')
  assert.match(spoken(83, 'zh-CN'), /^1\s?分钟23\s?秒/)
})

test('search engines read a length as ISO 8601', () => {
  assert.deepEqual([30.02, 3600, 3723].map(isoDuration), ['PT30S', 'PT1H0S', 'PT1H2M3S'])
})

test('a link may say its start in seconds, with letters or as a clock; nonsense is no start', () => {
  assert.deepEqual(['83', '83s', '1m23s', '1:23', '1h', '1:02:03'].map(timeOf), [83, 83, 83, 83, 3600, 3723])
  for (const nonsense of ['', '0', '-5', 'now', '1e9', '9999999', ['83'], undefined, '99h99999m'])
    assert.equal(timeOf(nonsense), undefined)
})
