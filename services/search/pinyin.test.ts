import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#backbone'
import { search, type Found } from '#services/search'
import type { Asset } from '#services/vms'
import { startTestHost, type TestHost } from '#testing/host'
import searchService from './service.ts'
import { readingOf } from './sound.ts'

const bridge = '重庆长江大桥通车'
const green = '绿色旅途，女排略胜'
const pieces = '西安 先后 平安 鲜花 新闻 联播 西岸 长江 夏安 女排 旅游 银行 快乐 行走 实事 逝世 档案 感恩'.split(' ')
const held = Array.from({ length: 40 }, (_, i) =>
  ['馆藏', ...[i, i * 7 + 3, i * 11 + 5].map((at) => pieces[at % pieces.length]!)].join(''),
)
const catalogue = new Map(
  [bridge, green, 'WeChat 视频号开播', ...held].map((title, i): [string, Asset] => {
    const id = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`
    const at = '2026-11-22T00:00:00.000Z'
    const texts = { title, description: '', tags: [] }
    const rest = { playable: true, progress: 1, essence: id, hasPoster: false, createdBy: '', version: 1 }
    return [id, { id, ...texts, ...rest, state: 'ready', createdAt: at, updatedAt: at }]
  }),
)

let host: TestHost
before(async () => {
  const vms = {
    list: async ({ inBin }: { inBin?: boolean }) => ({ items: inBin ? [] : [...catalogue.values()] }),
    get: async ({ id }: { id: string }) => catalogue.get(id)!,
    comments: async () => ({ items: [] }),
  }
  const storage = {
    get: async () => {
      throw new Problem('essence-not-found', 404, 'There is no such essence here')
    },
  }
  host = await startTestHost({ services: [searchService], given: { vms, storage }, working: false })
})
after(() => host?.close())

const find = (text: string) => host.api(search).find({ text, limit: 100 }, host.call)
const titles = (items: Found[]) => items.map(({ title }) => title.text)
const marksOf = ({ text, marks }: Found['title']) => marks.map(({ from, to }) => text.slice(from, to))

test('a title is found by its pinyin and its initials, also unfinished, with blanks, in capitals and with tones', async () => {
  const written = ['chongqing', 'changjiangdaqiao', 'chang jiang da qi', 'CHONGQING', "chong'qing", 'Chóngqìng']
  for (const text of [...written, 'cqcj', 'changj daqiao', 'the cqcj', 'changjiang, daq']) {
    const { items, how } = await find(text)
    assert.equal(titles(items)[0], bridge, `${text}: ${how}`)
  }
  const { items } = await find('daqiao')
  assert.deepEqual(marksOf(items[0]!.title), ['大桥'])
})

test('pinyin and characters stand beside each other', async () => {
  for (const text of ['changjiang大桥', '长江 daqiao', 'chong qing 大桥', '重庆changj', 'tongche重庆']) {
    assert.deepEqual(titles((await find(text)).items), [bridge], text)
  }
  assert.deepEqual(titles((await find('wechat shipinhao')).items), ['WeChat 视频号开播'])
})

test('ü is written u, v or ü', async () => {
  for (const text of ['lüse', 'lvtu', 'LUTU', 'nvpai luesheng', 'nüpailvesheng', 'lue sheng', 'lüèshèng']) {
    assert.deepEqual(titles((await find(text)).items), [green], text)
  }
})

test('everything that sounds as it is written is found, however it is cut into syllables, and hardly anything else', async () => {
  const spoken = held.map((title) => ({ title, syllables: readingOf(title) }))
  const sounds = (syllables: string[], letters: string) =>
    syllables.some((_, from) => syllables.some((__, to) => syllables.slice(from, to + 1).join('') === letters))
  let others = 0
  for (const [i, { syllables }] of spoken.entries()) {
    const letters = syllables.slice(2 + (i % 4), 5 + (i % 4) + (i % 3)).join('')
    const { items, how } = await find(letters)
    const all = spoken.filter((one) => sounds(one.syllables, letters)).map(({ title }) => title)
    assert.equal(how, 'words')
    for (const title of all) assert.ok(titles(items).includes(title), `${letters}: ${title}`)
    others += items.length - all.length
  }
  // Pairs of syllables that overlap (xi an, an xi) can be had in another order as well.
  assert.ok(others < 10, `${others} that sound otherwise`)
  const { items } = await find("xi'an")
  assert.ok(items.length > 0 && items.every(({ title }) => /西安|西岸/.test(title.text)))
})

test('a wrong letter, and sounds that are muddled up, still lead to the title, and it is said so', async () => {
  const misspelt = ['cangjiangdaqiao', 'changjiandaqiao', 'changjiangdaqaio', 'chang jiagn da qiao', 'changjiangdqiao']
  for (const text of misspelt) {
    const { how, instead, items } = await find(text)
    assert.deepEqual([how, instead, titles(items)], ['spelling', 'changjiangdaqiao', [bridge]], text)
  }
  const mixed = await find('congqing 大桥')
  assert.deepEqual([mixed.instead, titles(mixed.items)], ['chongqing 大桥', [bridge]])
  const { items } = await host.api(search).suggest({ text: 'congqin' }, host.call)
  assert.deepEqual(
    items.map(({ kind, text }) => [kind, text]),
    [['spelling', 'chongqing']],
  )
})

test('a syllable that is missing leaves the rest', async () => {
  const { how, items } = await find('changjiangqiao')
  assert.deepEqual([how, titles(items).includes(bridge)], ['part', true])
  assert.ok(items.every(({ title }) => marksOf(title)[0] === '长江'))
})

test('while somebody types pinyin, titles are offered', async () => {
  for (const text of ['chongq', 'chong qing chang', 'tongch', '重庆chang']) {
    const { items } = await host.api(search).suggest({ text }, host.call)
    assert.deepEqual(
      items.map((one) => one.text),
      [bridge],
      text,
    )
  }
})
