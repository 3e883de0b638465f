import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysUntilFull, growthPerDay, shortage } from './growth.ts'

const day = (n: number, bytes: number) => ({ at: new Date(Date.UTC(2026, 10, n)), bytes })
const gibibyte = 1024 ** 3

test('growth is what was added a day between two looks', () => {
  assert.equal(growthPerDay(day(1, 1000), day(11, 6000)), 500)
  assert.equal(growthPerDay(day(1, 6000), day(11, 1000)), -500, 'it may shrink')
})

test('nothing is said of growth before a day has gone by', () => {
  assert.equal(growthPerDay(undefined, day(1, 1000)), undefined)
  assert.equal(growthPerDay({ ...day(1, 0), at: new Date(Date.UTC(2026, 10, 1, 1)) }, day(2, 1000)), undefined)
})

test('without growth, or without a bound, the storage lasts for ever', () => {
  assert.equal(daysUntilFull(1000, 0), undefined)
  assert.equal(daysUntilFull(1000, -5), undefined)
  assert.equal(daysUntilFull(1000, undefined), undefined)
  assert.equal(daysUntilFull(undefined, 10), undefined)
})

test('with growth it lasts as many days as there is room for, and none when it is full', () => {
  assert.equal(daysUntilFull(1000, 100), 10)
  assert.equal(daysUntilFull(-5, 100), 0)
})

test('storage is short when the quota or the disk is nearly used up, or will be within two weeks', () => {
  const roomy = { essenceBytes: 10 * gibibyte, segmentBytes: 0, quotaBytes: 100 * gibibyte, freeBytes: 500 * gibibyte }
  assert.equal(shortage(roomy), undefined)
  assert.deepEqual(shortage({ ...roomy, essenceBytes: 91 * gibibyte }), {
    limit: 'quota',
    level: 'low',
    usedShare: 0.91,
    severity: 'warn',
  })
  assert.deepEqual(shortage({ ...roomy, essenceBytes: 99 * gibibyte })?.severity, 'fail')
  assert.deepEqual(shortage({ ...roomy, quotaBytes: 0 })?.level, 'full', 'a quota of nothing is used up')
  assert.deepEqual(shortage({ ...roomy, daysLeft: 13 })?.level, 'soon')
  assert.equal(shortage({ ...roomy, daysLeft: 15 }), undefined)
  const { limit, level } = shortage({ ...roomy, freeBytes: gibibyte })!
  assert.deepEqual([limit, level], ['disk', 'full'], 'the storage keeps a rest free and refuses more')
  assert.equal(shortage({ essenceBytes: 10, segmentBytes: 10 }), undefined, 'nothing bounds it')
  assert.equal(shortage({ essenceBytes: 0, segmentBytes: 0, freeBytes: 50 * gibibyte }), undefined)
})
