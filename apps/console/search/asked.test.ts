import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filtersOf, readAsked, toggled, unfiltered, wantedOf, writeAsked } from './asked.ts'

const read = (query: string) => readAsked(new URLSearchParams(query))

test('a search is the same after it was an address', () => {
  const asked = read(
    'text=防汛 "工作会议"&state=ready&state=published&tag=a%26b&kind=subtitle&month=2026-02&sort=newest',
  )
  assert.deepEqual(read(writeAsked(asked)), asked)
  assert.equal(filtersOf(asked), 5)
  assert.equal(writeAsked(unfiltered(read('text=a&state=ready'))), 'text=a')
  assert.equal(writeAsked(read('')), '')
})

test('a month is asked for from its first moment to its last; what is no month is nothing', () => {
  const { createdFrom, createdTo, ...rest } = wantedOf(read('text=a&month=2026-12'))
  assert.deepEqual([createdFrom, createdTo], ['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])
  assert.deepEqual(rest, { text: 'a' })
  assert.deepEqual(wantedOf(read('month=2026-13&sort=odd')), {})
})

test('a value is chosen by one press and let go by another', () => {
  const chosen = toggled(read(''), 'column', '新闻')
  assert.deepEqual(chosen.column, ['新闻'])
  assert.deepEqual(toggled(chosen, 'column', '新闻').column, [])
})
