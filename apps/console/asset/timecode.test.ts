import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTimecode } from './timecode.ts'

test('a timecode is read as people write it, also with full-width colons', () => {
  assert.equal(parseTimecode('00:01:02:05', 25), 62.2)
  assert.equal(parseTimecode('00：01：02：05', 25), 62.2)
  assert.equal(parseTimecode('1:02', 25), 62)
  assert.equal(parseTimecode('1:00:02', 25), 3602)
  assert.equal(parseTimecode(' 12.5 ', 25), 12.5)
})

test('digits alone are taken from the right, as on an edit controller', () => {
  assert.equal(parseTimecode('1512', 25), 15.48)
  assert.equal(parseTimecode('7', 25), 0.28)
  assert.equal(parseTimecode('1000000', 25), 3600)
})

test('with a sign it is so far from here, never before the beginning', () => {
  assert.equal(parseTimecode('+5', 25, 10), 10.2)
  assert.equal(parseTimecode('-00:00:02:00', 25, 10), 8)
  assert.equal(parseTimecode('-1:00', 25, 10), 0)
  assert.equal(parseTimecode('+2.5', 25, 10), 12.5)
})

test('a frame of 29.97 is counted in whole numbers', () => {
  assert.ok(Math.abs(parseTimecode('00:00:10:29', 30_000 / 1001)! - (329 * 1001) / 30_000) < 1e-9)
})

test('what is no time is none', () => {
  for (const text of ['', 'abc', '1:2:3:4:5', '00:61:00', '00:00:00:25', '--3', '1::2', '999999999']) {
    assert.equal(parseTimecode(text, 25), undefined, text)
  }
})
