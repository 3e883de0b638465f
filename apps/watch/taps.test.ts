import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTaps, type Touch } from './taps.ts'

const touch = (atMilliseconds: number, across: number, more: Partial<Touch> = {}): Touch => ({
  atMilliseconds,
  across,
  movedPixels: 2,
  heldMilliseconds: 60,
  ...more,
})

test('one tap is about the controls, two on a side jump, and each further one jumps again', () => {
  const tap = openTaps()
  assert.deepEqual(tap(touch(0, 0.9)), { does: 'controls' })
  assert.deepEqual(tap(touch(200, 0.85)), { does: 'jump', direction: 1, times: 1 })
  assert.deepEqual(tap(touch(800, 0.95)), { does: 'jump', direction: 1, times: 2 })
  assert.deepEqual(tap(touch(1700, 0.95)), { does: 'controls' })
  assert.deepEqual(tap(touch(1900, 0.1)), { does: 'controls' })
  assert.deepEqual(tap(touch(2100, 0.1)), { does: 'jump', direction: -1, times: 1 })
})

test('two taps in the middle do not jump; a swipe or a long touch is no tap', () => {
  const tap = openTaps()
  assert.deepEqual(tap(touch(0, 0.5)), { does: 'controls' })
  assert.deepEqual(tap(touch(150, 0.5)), { does: 'controls' })
  assert.equal(tap(touch(300, 0.9, { movedPixels: 40 })), undefined)
  assert.equal(tap(touch(400, 0.9, { heldMilliseconds: 900 })), undefined)
})
