import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Station } from '#backbone/access/contract'
import { treeOf } from './station-tree.ts'

const station = (id: string, parent?: string): Station => ({
  id,
  name: id,
  createdAt: '2026-01-01T00:00:00Z',
  version: 1,
  ...(parent ? { parent } : {}),
})

test('a station stands before those below it, whatever order they came in', () => {
  const all = [
    station('县 10', '市'),
    station('省', '部'),
    station('市', '省'),
    station('县 2', '市'),
    station('乙', '省'),
  ]
  assert.deepEqual(
    treeOf(all, 'zh-CN').map(({ name, depth, below }) => [name, depth, below]),
    [
      ['省', 0, 4],
      ['市', 1, 2],
      ['县 2', 2, 0],
      ['县 10', 2, 0],
      ['乙', 1, 0],
    ],
  )
})
