import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset } from '#services/vms'
import { changeEach, isAmong, putIn, type Pages } from './pages.ts'

const asset = (n: number, title = `片 ${n}`): Asset => ({
  id: `id-${String(n).padStart(3, '0')}`,
  title,
  description: '',
  tags: [],
  state: 'ready',
  playable: true,
  progress: 1,
  essence: '',
  hasPoster: false,
  createdBy: '王',
  createdAt: new Date(Date.UTC(2026, 10, 1, 0, n)).toISOString(),
  updatedAt: new Date(Date.UTC(2026, 10, 1, 0, n)).toISOString(),
  version: 1,
  durationSeconds: n,
})
const pages = (next?: string): Pages => ({
  pages: [
    { items: [asset(9), asset(7)], next: 'a' },
    { items: [asset(5), asset(3)], ...(next ? { next } : {}) },
  ],
  pageParams: [undefined, 'a'],
})
const numbers = (data: Pages) => data.pages.map(({ items }) => items.map(({ durationSeconds }) => durationSeconds))

test('what is new takes its place in the order, on the page where that is', () => {
  assert.deepEqual(numbers(putIn(pages(), 'newest', [asset(10), asset(8), asset(4), asset(1)])), [
    [10, 9, 8, 7],
    [5, 4, 3, 1],
  ])
})

test('what would stand further down than has been fetched is left to be fetched', () => {
  assert.equal(isAmong(pages('more'), 'newest', asset(1)), false)
  assert.deepEqual(numbers(putIn(pages('more'), 'newest', [asset(1), asset(6)])), [
    [9, 7],
    [6, 5, 3],
  ])
})

test('nothing comes twice, and an empty list takes what comes', () => {
  assert.deepEqual(numbers(putIn(pages(), 'newest', [asset(7)])), numbers(pages()))
  const empty: Pages = { pages: [{ items: [] }], pageParams: [undefined] }
  assert.deepEqual(numbers(putIn(empty, 'title', [asset(2), asset(1)])), [[1, 2]])
})

test('pages in which nothing changes stay the very same', () => {
  const data = pages()
  assert.equal(
    changeEach(data, (one) => one),
    data,
  )
  const changed = changeEach(data, (one) => (one.durationSeconds === 5 ? undefined : one))
  assert.equal(changed.pages[0], data.pages[0])
  assert.deepEqual(numbers(changed), [[9, 7], [3]])
})
