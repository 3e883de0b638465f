import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#backbone/problem'
import type { Asset } from '#services/vms'
import { openOutbox, type Kept, type Station } from './outbox.ts'

const storage = (): Kept => {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}
const words = { title: '晚间新闻', description: '', tags: ['时政'], column: '' }
const asset = (changes: Partial<Asset> = {}): Asset => ({ ...words, id: 'a', version: 1, ...changes }) as Asset
const away = (error: unknown) => error instanceof Problem && error.type === 'unreachable'

/** A station with one asset that is told what to change. */
const station = (start: Asset) => {
  const told: object[] = []
  let now = start
  const api: Station = {
    get: async () => now,
    update: async ({ id: _id, version, ...changes }) => {
      assert.equal(version, now.version)
      told.push(changes)
      now = { ...now, ...changes, version: now.version + 1 } as Asset
      return now
    },
  }
  return { api, told }
}

test('an edit written without a connection survives a reload and is sent later', async () => {
  const kept = storage()
  openOutbox('box', kept).put({ asset: 'a', base: words, draft: { ...words, title: '晚间新闻 11-22' } })
  const box = openOutbox('box', kept)
  assert.equal(box.items().length, 1)
  const { api, told } = station(asset())
  const saved = await box.send(api, away)
  assert.deepEqual(told, [{ title: '晚间新闻 11-22' }])
  assert.equal(saved[0]!.version, 2)
  assert.deepEqual(openOutbox('box', kept).items(), [])
})

test('what others changed elsewhere stays, what both changed waits for the person', async () => {
  const box = openOutbox('box', storage())
  box.put({ asset: 'a', base: words, draft: { ...words, title: '我的标题' } })
  const { api, told } = station(asset({ description: '别人写的', version: 7 }))
  await box.send(api, away)
  assert.deepEqual(told, [{ title: '我的标题' }])

  box.put({ asset: 'a', base: words, draft: { ...words, title: '我的标题' } })
  const other = station(asset({ title: '别人的标题', version: 9 }))
  await box.send(other.api, away)
  assert.deepEqual(other.told, [])
  assert.equal(box.of('a')?.stuck, true)
  assert.equal(box.of('a')?.draft.title, '我的标题')
})

test('a station that is still away loses nothing, one that refuses stops only that edit', async () => {
  const box = openOutbox('box', storage())
  box.put({ asset: 'a', base: words, draft: { ...words, title: '一' } })
  const gone = { get: () => Promise.reject(new Problem('unreachable', 503, 'No answer')) } as unknown as Station
  await box.send(gone, away)
  assert.deepEqual(box.items()[0]?.stuck, undefined)

  const deleted = { get: () => Promise.reject(new Problem('asset-not-found', 404, 'Gone')) } as unknown as Station
  await box.send(deleted, away)
  assert.equal(box.of('a')?.stuck, true)
})

test('the next edit of an asset keeps what the first was written over', () => {
  const box = openOutbox('box', storage())
  box.put({ asset: 'a', base: words, draft: { ...words, title: '一' } })
  box.put({ asset: 'a', base: { ...words, title: '一' }, draft: { ...words, title: '二' } })
  assert.deepEqual(
    box.items().map(({ base, draft }) => [base.title, draft.title]),
    [['晚间新闻', '二']],
  )
})
