import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rebase, updateOf, type Draft } from './edit.ts'

const base: Draft = { title: '早间新闻', description: '', tags: ['新闻'], column: '新闻' }

test('only what was changed is sent, and an emptied column is taken away', () => {
  assert.deepEqual(updateOf(base, { ...base, title: ' 晚间新闻 ', column: '' }), { title: '晚间新闻', column: null })
  assert.deepEqual(updateOf(base, { ...base, tags: ['新闻', '直播'] }), { tags: ['新闻', '直播'] })
})

test('what only the other person changed is taken over, what I typed is kept', () => {
  const { draft, both } = rebase(base, { ...base, title: '晚间新闻' }, { ...base, description: '6 点档' })
  assert.deepEqual(draft, { ...base, title: '晚间新闻', description: '6 点档' })
  assert.deepEqual(both, [])
})

test('what both changed is named and stays as I typed it', () => {
  const { draft, both } = rebase(base, { ...base, title: '晚间新闻' }, { ...base, title: '午间新闻' })
  assert.equal(draft.title, '晚间新闻')
  assert.deepEqual(both, ['title'])
})

test('the same change made twice is no conflict', () => {
  assert.deepEqual(rebase(base, { ...base, column: '体育' }, { ...base, column: '体育' }).both, [])
})
