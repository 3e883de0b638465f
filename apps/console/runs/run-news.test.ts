import assert from 'node:assert/strict'
import { test } from 'node:test'
import { belongsTo, withRunNews, type RunNews } from './run-news.ts'

const news: RunNews = { id: 'b', state: 'done', progress: 1, workflow: 'ingest', subject: 'asset' }
const runs = ['a', 'b', 'c'].map((id) => ({ id, state: 'running' as RunNews['state'], progress: 0.5 }))

test('news of a run change it in its place and leave the others as they are', () => {
  const next = withRunNews(runs, news)
  assert.deepEqual(
    next.map(({ id, state }) => [id, state]),
    [
      ['a', 'running'],
      ['b', 'done'],
      ['c', 'running'],
    ],
  )
  assert.equal(next[0], runs[0])
  assert.equal(withRunNews(runs, { ...news, id: 'x' }), runs)
})

test('a list is asked for again only when the new run would be in it', () => {
  assert.ok(belongsTo({}, news))
  assert.ok(belongsTo({ state: 'done', workflow: 'ingest', subject: 'asset' }, news))
  assert.ok(!belongsTo({ state: 'running' }, news))
  assert.ok(!belongsTo({ subject: 'other' }, news))
})
