import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { undoList } from './undo-list.ts'

const said = () => {
  const words: string[] = []
  const one = (name: string) => ({
    text: name,
    undo: () => void words.push(`undo ${name}`),
    settle: () => void words.push(`settle ${name}`),
  })
  return { words, one }
}

test('what is not taken back within 8 s is settled once', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const { words, one } = said()
  const list = undoList()
  list.offer(one('a'))
  mock.timers.tick(7999)
  assert.deepEqual(words, [])
  mock.timers.tick(1)
  assert.deepEqual(words, ['settle a'])
  list.settleAll()
  assert.deepEqual(words, ['settle a'])
  mock.timers.reset()
})

test('what is taken back is never settled', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const { words, one } = said()
  const list = undoList()
  const id = list.offer(one('a'))
  list.takeBack(id)
  list.takeBack(id)
  mock.timers.tick(10_000)
  assert.deepEqual(words, ['undo a'])
  assert.deepEqual(list.all(), [])
  mock.timers.reset()
})

test('time stands still while the pointer rests on it', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const { words, one } = said()
  const list = undoList()
  const id = list.offer(one('a'))
  mock.timers.tick(6000)
  list.hold(id)
  mock.timers.tick(60_000)
  assert.deepEqual(words, [])
  list.go(id)
  mock.timers.tick(1999)
  assert.deepEqual(words, [])
  mock.timers.tick(1)
  assert.deepEqual(words, ['settle a'])
  mock.timers.reset()
})

test('a fifth settles the first: there is no room for more', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const { words, one } = said()
  const list = undoList()
  for (const name of ['a', 'b', 'c', 'd', 'e']) list.offer(one(name))
  assert.deepEqual(words, ['settle a'])
  assert.equal(list.all().length, 4)
  list.settleAll()
  assert.deepEqual(words.slice(1), ['settle b', 'settle c', 'settle d', 'settle e'])
  mock.timers.reset()
})
