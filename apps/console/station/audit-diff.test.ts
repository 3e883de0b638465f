import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffOf } from './audit-diff.ts'

test('a change tells the fields that differ, and what stayed apart from them', () => {
  const diff = diffOf({ role: 'viewer', name: '林', disabled: false }, { role: 'editor', disabled: false })
  assert.deepEqual(diff, {
    changed: [{ field: 'role', from: 'viewer', to: 'editor' }],
    same: [
      { field: 'name', value: '林' },
      { field: 'disabled', value: false },
    ],
  })
})

test('of a list only what came and what went is told', () => {
  assert.deepEqual(diffOf({ tags: ['a', 'b'] }, { tags: ['b', 'c'] }).changed, [
    { field: 'tags', added: ['c'], removed: ['a'] },
  ])
  assert.deepEqual(diffOf({ tags: ['a', 'b'] }, { tags: ['b', 'a'] }).changed, [
    { field: 'tags', from: ['a', 'b'], to: ['b', 'a'] },
  ])
})

test('what was made or taken away is told whole, nested fields by their path', () => {
  assert.deepEqual(diffOf(undefined, { name: 'x', rights: { until: '2026' } }).changed, [
    { field: 'name', to: 'x' },
    { field: 'rights.until', to: '2026' },
  ])
  assert.deepEqual(diffOf({ name: 'x' }, undefined).changed, [{ field: 'name', from: 'x' }])
  assert.deepEqual(diffOf(undefined, undefined), { changed: [], same: [] })
})

test('a field that came to be is a change, an emptied one too', () => {
  assert.deepEqual(diffOf({ quota: null }, { quota: 5, note: '' }).changed, [
    { field: 'quota', from: null, to: 5 },
    { field: 'note', to: '' },
  ])
})
