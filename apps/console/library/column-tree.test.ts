import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Column } from '#services/vms'
import { columnTree, flatTree, namesBelow } from './column-tree.ts'

const column = (name: string, path: string[], position = 0, parent?: string): Column => ({
  id: name,
  name,
  path: [...path, name],
  position,
  ...(parent ? { parent } : {}),
  mayEdit: true,
  mayPublish: true,
  assets: 0,
  createdAt: '2026-11-22T00:00:00Z',
  version: 1,
})
const columns = [
  column('体育', [], 1),
  column('新闻', [], 0),
  column('时政', ['新闻'], 1, '新闻'),
  column('民生', ['新闻'], 0, '新闻'),
  column('问政', ['新闻', '时政'], 0, '时政'),
]
const counts = new Map([
  ['新闻', 1],
  ['时政', 2],
  ['问政', 4],
  ['体育', 8],
])

test('columns stand in their order, each counting what lies below it', () => {
  const flat = flatTree(columnTree(columns, counts))
  assert.deepEqual(
    flat.map(({ column, depth, count }) => [column.name, depth, count]),
    [
      ['新闻', 0, 7],
      ['民生', 1, 0],
      ['时政', 1, 6],
      ['问政', 2, 4],
      ['体育', 0, 8],
    ],
  )
})

test('what lies below a closed column is not shown', () => {
  const names = flatTree(columnTree(columns, counts), new Set(['新闻'])).map(({ column }) => column.name)
  assert.deepEqual(names, ['新闻', '民生', '时政', '体育'])
})

test('a column means those below it as well', () => {
  assert.deepEqual(namesBelow(columns)('新闻'), ['新闻', '时政', '民生', '问政'])
  assert.deepEqual(namesBelow(columns)('不在'), ['不在'])
})
