import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesStep, chartTable } from './chart-kinds.ts'
import { sparkPath } from './spark-path.ts'

test('a chart says in a table what its lines show, with gaps where nothing was measured', () => {
  const series = [
    {
      key: 'a',
      name: '今日',
      points: [
        { at: '2026-01-01', value: 1 },
        { at: '2026-01-03', value: null },
      ],
    },
    { key: 'b', name: '昨日', points: [{ at: '2026-01-02', value: 5 }] },
  ]
  assert.deepEqual(chartTable(series), [
    { at: '2026-01-01', values: [1, null] },
    { at: '2026-01-02', values: [null, 5] },
    { at: '2026-01-03', values: [null, null] },
  ])
})

test('an axis of bytes is cut at whole numbers of the unit they are written in', () => {
  const mebibyte = 1024 * 1024
  assert.equal(bytesStep(14 * mebibyte), 5 * mebibyte)
  assert.equal(bytesStep(2900 * mebibyte), 1024 * mebibyte)
  assert.equal(bytesStep(30), 10)
  assert.equal(bytesStep(0), 1)
})

test('a small line fills its box; a level one lies in the middle, nothing is no line', () => {
  const box = { width: 100, height: 24 }
  assert.equal(sparkPath([0, 10], box), 'M0 23L100 1')
  assert.equal(sparkPath([5, 5, 5], box), 'M0 12L50 12L100 12')
  assert.equal(sparkPath([], box), '')
})
