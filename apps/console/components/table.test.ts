import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose } from './selection.ts'
import { firstChoice, gridOf, isColumnChoice, nextSort, shownColumns, type Column } from './table-columns.ts'
import { readQuery, sameQuery, writeQuery } from './table-query.ts'

const cell = () => null
const columns: Column<unknown>[] = [
  { key: 'title', title: 'Title', cell },
  { key: 'size', title: 'Size', cell, widthPixels: 96 },
  { key: 'id', title: 'Id', cell, hidden: true },
]

test('the first column always stays, others go and come as the person likes', () => {
  assert.deepEqual(
    shownColumns(columns, firstChoice(columns)).map(({ key }) => key),
    ['title', 'size'],
  )
  assert.deepEqual(
    shownColumns(columns, { hidden: ['title', 'size'], widths: {} }).map(({ key }) => key),
    ['title', 'id'],
  )
  assert.equal(isColumnChoice({ hidden: [], widths: {} }), true)
  assert.equal(isColumnChoice(['title']), false)
  assert.equal(isColumnChoice(null), false)
})

test('one column takes what is left over, until its width is chosen', () => {
  assert.deepEqual(gridOf(columns, {}, 40), {
    template: '40px minmax(160px, 1fr) 96px 160px',
    leastPixels: 456,
  })
  assert.equal(gridOf(columns, { title: 300 }, 0).template, '300px 96px 160px minmax(0, 1fr)')
  assert.equal(gridOf(columns, { size: 1 }, 0).template, 'minmax(160px, 1fr) 56px 160px', 'no column can be lost')
})

test('a head sorts up, then down, then no more', () => {
  const up = nextSort(undefined, 'size')
  assert.deepEqual(up, { by: 'size', descending: false })
  const down = nextSort(up, 'size')
  assert.deepEqual(down, { by: 'size', descending: true })
  assert.equal(nextSort(down, 'size'), undefined)
  assert.deepEqual(nextSort(down, 'title'), { by: 'title', descending: false })
})

test('what is asked of a table is in the address, and other parameters stay', () => {
  const params = new URLSearchParams('item=7&q=%E6%99%9A%E9%97%B4&sort=-size&state=failed&other=x')
  const query = readQuery(params, ['state', 'column'])
  assert.deepEqual(query, { text: '晚间', sort: { by: 'size', descending: true }, filters: { state: 'failed' } })
  assert.equal(writeQuery(params, query, ['state', 'column']).toString(), params.toString())
  assert.equal(writeQuery(params, { filters: {} }, ['state', 'column']).toString(), 'item=7&other=x')
})

test('a saved view is known again however its filters are ordered', () => {
  assert.ok(sameQuery({ filters: { a: '1', b: '2' } }, { filters: { b: '2', a: '1' } }))
  assert.ok(!sameQuery({ filters: { a: '1' } }, { filters: { a: '1' }, text: 'x' }))
})

test('with Shift everything from the last chosen to this one goes the same way', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const one = choose(new Set(), ids, 'b')
  assert.deepEqual([...choose(one, ids, 'd', 'b')].toSorted(), ['b', 'c', 'd'])
  assert.deepEqual([...choose(new Set(ids), ids, 'b', 'd')].toSorted(), ['a', 'e'])
  assert.deepEqual(
    [...choose(one, ids, 'd', 'gone')].toSorted(),
    ['b', 'd'],
    'when the last has left the list, only this one',
  )
})
