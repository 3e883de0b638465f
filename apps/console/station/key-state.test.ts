import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysLeft, keyStateOf } from './key-state.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

test('a key that ends within two weeks says so, one that has ended too', () => {
  assert.equal(keyStateOf({}, now), 'lasting')
  assert.equal(keyStateOf({ expiresAt: '2026-04-01T00:00:00Z' }, now), 'live')
  assert.equal(keyStateOf({ expiresAt: '2026-03-15T11:00:00Z' }, now), 'soon')
  assert.equal(keyStateOf({ expiresAt: '2026-03-01T11:59:59Z' }, now), 'over')
  assert.deepEqual([daysLeft('2026-03-01T12:00:01Z', now), daysLeft('2026-03-03T13:00:00Z', now)], [1, 3])
})
