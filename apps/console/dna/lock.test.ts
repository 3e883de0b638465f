import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineAt, lineAtSource, toAsset, toSource } from './lock.ts'

const early = { queryStartSeconds: 5, referenceStartSeconds: 100, durationSeconds: 10, speed: 1 }
const late = { queryStartSeconds: 40, referenceStartSeconds: 20, durationSeconds: 10, speed: 1.04 }

test('a moment of the asset lies beside its moment of the source, and back', () => {
  assert.equal(toSource(early, 7), 102)
  assert.equal(toAsset(early, 102), 7)
  assert.equal(toSource(late, 45).toFixed(3), '25.200')
  assert.equal(toAsset(late, 25.2).toFixed(3), '45.000')
})

test('between stretches the nearest one holds, in the asset and in the source', () => {
  const lines = [early, late]
  assert.equal(lineAt(lines, 0), early)
  assert.equal(lineAt(lines, 26), early)
  assert.equal(lineAt(lines, 30), late)
  assert.equal(lineAtSource(lines, 29), late)
  assert.equal(lineAtSource(lines, 105), early)
  assert.equal(lineAt([], 1), undefined)
})
