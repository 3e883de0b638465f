import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf, keyFor, moved, settled } from './fields.ts'

test('a label in Latin letters makes the key; any other label gets a number that is free', () => {
  assert.equal(keyFor('Air date', []), 'airDate')
  assert.equal(keyFor('播出日期', ['field1']), 'field2')
  assert.equal(keyFor('Director', ['director']), 'field1')
})

test('what the server would refuse is said at the field', () => {
  const faults = faultsOf([
    { key: 'a', label: 'A', type: 'text' },
    { key: 'a', label: 'B', type: 'text' },
    { key: 'c', label: 'C', type: 'choice', options: [] },
    { key: 'd', label: 'D', type: 'number', minimum: 2, maximum: 1 },
    { key: '1', label: 'E', type: 'text' },
    { key: 'f', label: ' ', type: 'text' },
  ])
  assert.deepEqual(
    [...faults],
    [
      [1, 'twice'],
      [2, 'options'],
      [3, 'bounds'],
      [4, 'key'],
      [5, 'label'],
    ],
  )
})

test('a field keeps only what its type knows of', () => {
  const field = { key: 'a', label: ' A ', type: 'date', many: true, options: ['x'], minimum: 1, help: ' ', isNew: true }
  assert.deepEqual(settled(field as never), { key: 'a', label: 'A', type: 'date' })
})

test('a field moves up and down, and no further than the ends', () => {
  assert.deepEqual(moved(['a', 'b'], 0, 1), ['b', 'a'])
  assert.deepEqual(moved(['a', 'b'], 0, -1), ['a', 'b'])
})
