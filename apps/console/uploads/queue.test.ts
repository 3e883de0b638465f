import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  compareFile,
  inOrderOfSight,
  nextToSend,
  openMeter,
  revived,
  secondsLeft,
  totalsOf,
  unfinishedTwin,
  type UploadItem,
} from './queue.ts'

const item = (id: string, changes: Partial<UploadItem> = {}): UploadItem => ({
  id,
  name: `${id}.mp4`,
  folder: '',
  bytes: 1000,
  mediaType: 'video/mp4',
  lastModified: 5,
  addedAt: 0,
  sentBytes: 0,
  state: 'waiting',
  ...changes,
})

test('no more files are under way than allowed, and the oldest waiting ones go first', () => {
  const items = [item('a', { state: 'sending' }), item('b', { state: 'paused' }), item('c'), item('d'), item('e')]
  assert.deepEqual(
    nextToSend(items, 3).map((one) => one.id),
    ['c', 'd'],
  )
  assert.deepEqual(nextToSend(items, 1), [])
})

test('totals count a finished file in full and a refused one not at all', () => {
  const totals = totalsOf([
    item('a', { state: 'done', sentBytes: 400 }),
    item('b', { state: 'sending', sentBytes: 500 }),
    item('c', { state: 'refused' }),
  ])
  assert.deepEqual(totals, { files: 2, finished: 1, bytes: 2000, sentBytes: 1500, fraction: 0.75, going: 1 })
})

test('nothing to send is no division by zero', () => {
  assert.equal(totalsOf([]).fraction, 0)
  assert.equal(secondsLeft(totalsOf([]), 0), undefined)
})

test('the rate is that of the last seconds, and a stall shows', () => {
  const meter = openMeter(8)
  for (let second = 1; second <= 10; second += 1) meter.note(1000, second * 1000)
  const rate = meter.bytesPerSecond(10_000)
  assert.ok(rate > 900 && rate < 1300, `${rate}`)
  assert.equal(meter.bytesPerSecond(30_000), 0)
})

test('time left follows from what is left and the rate', () => {
  assert.equal(secondsLeft(totalsOf([item('a', { sentBytes: 500, state: 'sending' })]), 100), 5)
})

test('a file picked again must be the same one', () => {
  const one = item('a')
  assert.equal(compareFile(one, { name: 'a.mp4', size: 1000, lastModified: 5 }), 'same')
  assert.equal(compareFile(one, { name: 'b.mp4', size: 1000, lastModified: 5 }), 'other-name')
  assert.equal(compareFile(one, { name: 'a.mp4', size: 1001, lastModified: 5 }), 'other-size')
  assert.equal(compareFile(one, { name: 'a.mp4', size: 1000, lastModified: 6 }), 'changed')
})

test('dropping a file again goes on with its unfinished upload; a finished one is sent anew', () => {
  const file = { name: 'a.mp4', size: 1000, lastModified: 5 }
  assert.equal(unfinishedTwin([item('a', { state: 'missing' })], file, '')?.id, 'a')
  assert.equal(unfinishedTwin([item('a', { state: 'done' })], file, ''), undefined)
  assert.equal(unfinishedTwin([item('a', { folder: '新闻' })], file, ''), undefined)
})

test('after a reload uploads go on by themselves where the browser still gives the file', () => {
  assert.equal(revived(item('a', { state: 'sending' }), 'here').state, 'waiting')
  assert.equal(revived(item('a', { state: 'paused' }), 'here').state, 'paused')
  assert.equal(revived(item('a', { state: 'sending' }), 'asking').state, 'asking')
  assert.equal(revived(item('a', { state: 'sending' }), 'gone').state, 'missing')
  assert.equal(revived(item('a', { state: 'arrived' }), 'gone').state, 'arrived')
})

test('what was refused before a reload is still listed after it, and known not to be news', () => {
  const { state, overBefore } = revived(item('a', { state: 'refused' }), 'gone')
  assert.deepEqual({ state, overBefore }, { state: 'refused', overBefore: true })
})

test('what needs the person stands first in the tray, what is done last', () => {
  const items = [
    item('a', { state: 'done' }),
    item('b', { state: 'sending' }),
    item('c', { state: 'refused' }),
    item('d'),
  ]
  assert.deepEqual(
    inOrderOfSight(items).map((one) => one.id),
    ['c', 'b', 'd', 'a'],
  )
})
