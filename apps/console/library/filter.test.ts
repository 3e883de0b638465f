import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  asked,
  countOfFilter,
  everything,
  isFiltered,
  keyOfFilter,
  readFilter,
  toggled,
  writeFilter,
} from './filter.ts'

const alone = (name: string) => [name]
const read = (text: string) => readFilter(new URLSearchParams(text))

test('a filter goes into the address and comes back as it was', () => {
  const filter = read(
    'text=新闻&state=ready&state=failed&column=时政&tag=a&tag=b&by=王&time=7days&length=five&sort=title',
  )
  assert.deepEqual(readFilter(writeFilter(new URLSearchParams('view=list'), filter)), filter)
  assert.equal(writeFilter(new URLSearchParams('view=list'), everything).toString(), 'view=list')
  assert.equal(countOfFilter(filter), 8)
})

test('nonsense in the address is left out', () => {
  const filter = read('state=gone&sort=worst&time=never&from=soon&length=&column=&column=')
  assert.deepEqual(filter, everything)
  assert.equal(isFiltered(filter), false)
})

test('a range of days stands instead of a span, and holds both its days', () => {
  const filter = read('time=today&from=2026-11-01&to=2026-11-02')
  assert.equal(filter.time, undefined)
  const { createdFrom, createdTo } = asked(filter, alone)
  assert.equal(Date.parse(createdTo!) - Date.parse(createdFrom!), 2 * 86_400_000)
  assert.equal(new Date(createdFrom!).getHours(), 0)
})

test('a column stands for itself and those below it, named once', () => {
  const below = (name: string) => (name === '新闻' ? ['新闻', '时政', '民生'] : [name])
  assert.deepEqual(asked(read('column=新闻&column=时政'), below).column, ['新闻', '时政', '民生'])
})

test('the spans of time are those that are counted', () => {
  const now = new Date(2026, 10, 22, 15, 30)
  const from = (time: string) => asked(read(`time=${time}`), alone, now).createdFrom
  assert.equal(from('today'), new Date(2026, 10, 22).toISOString())
  assert.equal(from('7days'), new Date(2026, 10, 16).toISOString())
  assert.equal(asked(read('time=older'), alone, now).createdTo, from('30days'))
})

test('the order in which values were chosen makes no other filter', () => {
  assert.equal(keyOfFilter(read('tag=a&tag=b')), keyOfFilter(read('tag=b&tag=a')))
  assert.notEqual(keyOfFilter(read('tag=a')), keyOfFilter(read('column=a')))
  assert.deepEqual(toggled(['a', 'b'], 'a'), ['b'])
})
