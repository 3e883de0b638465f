import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameOn, shuttle } from './shuttle.ts'

test('L runs forward, twice as fast with every press, up to eight times', () => {
  let speed = 0
  const speeds = Array.from({ length: 5 }, () => (speed = shuttle(speed, 'l')))
  assert.deepEqual(speeds, [1, 2, 4, 8, 8])
})

test('J while running forward turns round at normal speed, K stops', () => {
  assert.equal(shuttle(4, 'j'), -1)
  assert.equal(shuttle(-1, 'j'), -2)
  assert.equal(shuttle(-2, 'k'), 0)
})

test('stepping through 29.97 meets every frame once, and back again', () => {
  const rate = 30_000 / 1001
  let at = 0
  for (let i = 1; i <= 100; i += 1) {
    at = frameOn(at, 1, rate)
    assert.equal(Math.floor(at * rate + 0.01), i)
  }
  assert.equal(Math.floor(frameOn(at, -1, rate) * rate + 0.01), 99)
  assert.equal(frameOn(0, -1, 25), 0)
})
