import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rangeOf, readWhen } from './audit-range.ts'

test('an address names a span or two days, and nothing else', () => {
  assert.deepEqual(readWhen('week'), { span: 'week' })
  assert.deepEqual(readWhen('2026-03-01..2026-03-05'), {
    fromDay: '2026-03-01',
    toDay: '2026-03-05',
  })
  for (const wrong of [undefined, '', 'year', '2026-03-05..2026-03-01', '2026-03-01', '2026-03-01..2026-03-05..']) {
    assert.equal(readWhen(wrong), undefined)
  }
})

test('days run from midnight to midnight of the clock on the wall, the last one included', () => {
  const now = new Date(2026, 2, 10, 15, 30)
  assert.equal(rangeOf({ span: 'today' }, now).from, new Date(2026, 2, 10).toISOString())
  assert.equal(rangeOf({ span: 'week' }, now).from, new Date(2026, 2, 4).toISOString())
  assert.deepEqual(rangeOf({ fromDay: '2026-02-28', toDay: '2026-02-28' }), {
    from: new Date(2026, 1, 28).toISOString(),
    to: new Date(2026, 2, 1).toISOString(),
  })
})
