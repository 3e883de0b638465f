import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { remember } from './index.ts'

const counted = (options: { keep: number; meanwhile?: number; heaviest?: number; takes?: number }) => {
  const asked: string[] = []
  const answer = remember<string>({
    async ask(key) {
      asked.push(key)
      await sleep(options.takes ?? 0)
      if (key === 'bad') throw new Error('no answer')
      return `${key} ${asked.filter((one) => one === key).length}`
    },
    heaviest: options.heaviest ?? 100,
    keepMilliseconds: () => options.keep,
    meanwhileMilliseconds: () => options.meanwhile ?? 0,
  })
  return { asked, answer }
}

test('many who ask at once are told by one question, and later ones from memory', async () => {
  const { asked, answer } = counted({ keep: 60_000, takes: 20 })
  assert.deepEqual(await Promise.all([answer('a'), answer('a'), answer('b')]), ['a 1', 'a 1', 'b 1'])
  assert.equal(await answer('a'), 'a 1')
  assert.deepEqual(asked, ['a', 'b'])
})

test('that there is no answer is remembered too, for its time', async () => {
  const { asked, answer } = counted({ keep: 40 })
  for (let i = 0; i < 3; i += 1) await assert.rejects(answer('bad'), /no answer/)
  assert.equal(asked.length, 1)
  await sleep(60)
  await assert.rejects(answer('bad'))
  assert.equal(asked.length, 2)
})

test('an old answer is given while a new one is on its way, and nobody waits for it', async () => {
  const { asked, answer } = counted({ keep: 30, meanwhile: 60_000, takes: 30 })
  assert.equal(await answer('a'), 'a 1')
  await sleep(50)
  assert.deepEqual(await Promise.all([answer('a'), answer('a')]), ['a 1', 'a 1'])
  assert.equal(asked.length, 2)
  await sleep(45)
  assert.equal(await answer('a'), 'a 2')
})

test('no more is held than was said; the oldest go first', async () => {
  const { asked, answer } = counted({ keep: 60_000, heaviest: 2 })
  for (const key of ['a', 'b', 'c', 'c', 'a']) await answer(key)
  assert.deepEqual(asked, ['a', 'b', 'c', 'a'])
})
