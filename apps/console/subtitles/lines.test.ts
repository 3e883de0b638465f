import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  added,
  changed,
  cuesOf,
  faultsOf,
  holds,
  lineAt,
  linesOf,
  merged,
  reading,
  readTime,
  replaced,
  shifted,
  showTime,
  split,
  type Line,
} from './lines.ts'

const some = () =>
  linesOf([
    { startSeconds: 1, endSeconds: 3, text: '各位观众晚上好' },
    { startSeconds: 3.5, endSeconds: 5, text: 'Good evening' },
  ])
const shown = (lines: readonly Line[]) => lines.map((line) => [line.startSeconds, line.endSeconds, line.text])

test('a line is cut at the caret and where the film stands, and joined again', () => {
  const lines = some()
  const cut = split(lines, lines[0]!.key, { atCharacter: 4, atSeconds: 2.25 })
  assert.deepEqual(shown(cut).slice(0, 2), [
    [1, 2.25, '各位观众'],
    [2.25, 3, '晚上好'],
  ])
  assert.deepEqual(shown(merged(cut, lines[0]!.key))[0], [1, 3, '各位观众\n晚上好'])
  assert.deepEqual(shown(split(lines, lines[1]!.key, { atSeconds: 60 })).at(-1), [4.25, 5, 'vening'])
  assert.deepEqual(merged(lines, lines[1]!.key), lines, 'there is none after the last')
})

test('a new line ends where the next begins, and lines stay in the order of the film', () => {
  const lines = some()
  const { lines: more, key } = added(lines, 3)
  assert.deepEqual(shown(more)[1], [3, 3.5, ''])
  assert.deepEqual(shown(changed(more, key, { startSeconds: 9, endSeconds: 10, text: '再见' })).at(-1), [9, 10, '再见'])
})

test('all or some lines move and stretch, and none before the film', () => {
  const lines = some()
  assert.deepEqual(shown(shifted(lines, undefined, { offsetSeconds: -0.5, factor: 1 })!)[0]!.slice(0, 2), [0.5, 2.5])
  const second = new Set([lines[1]!.key])
  assert.deepEqual(shown(shifted(lines, second, { offsetSeconds: 0, factor: 2 })!), [
    [1, 3, '各位观众晚上好'],
    [7, 10, 'Good evening'],
  ])
  assert.equal(shifted(lines, undefined, { offsetSeconds: -2, factor: 1 }), undefined)
})

test('what viewers would stumble over is told', () => {
  const [first, second] = some() as [Line, Line]
  assert.deepEqual(faultsOf(first, undefined, 'subtitles'), [])
  assert.deepEqual(reading(first), { perSecond: 3.5, most: 9 })
  assert.equal(reading(second).most, 17)
  assert.deepEqual(faultsOf({ ...first, endSeconds: 1.5 }, undefined, 'subtitles'), ['short', 'fast'])
  assert.deepEqual(faultsOf(second, { ...first, endSeconds: 4 }, 'subtitles'), ['overlap'])
  assert.deepEqual(faultsOf({ ...first, endSeconds: 1, text: '' }, undefined, 'subtitles'), ['backwards', 'empty'])
  assert.deepEqual(faultsOf({ ...first, endSeconds: 1 }, undefined, 'chapters'), [])
})

test('chapters last until the next one, lines without text are not kept', () => {
  const lines = [...some(), ...linesOf([{ startSeconds: 8, endSeconds: 8, text: ' ' }])]
  assert.deepEqual(
    cuesOf(lines, 'chapters', 30).map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]),
    [
      [1, 3.5],
      [3.5, 30],
    ],
  )
})

test('words are found and put in place of others as they stand', () => {
  const [first, second] = some() as [Line, Line]
  assert.ok(holds(second, 'good'))
  assert.ok(!holds(first, '('))
  assert.equal(replaced('a.b A.B', 'a.b', '$&'), '$& $&')
})

test('the line of a moment is known, times are read as people type them', () => {
  const lines = some()
  assert.equal(lineAt(lines, 0.5), undefined)
  assert.equal(lineAt(lines, 3.6)?.text, 'Good evening')
  assert.deepEqual(['1:02.5', '62,5', '00:01:02.500', '1：2', 'x', '1:2:3:4'].map(readTime), [
    62.5,
    62.5,
    62.5,
    62,
    undefined,
    undefined,
  ])
  assert.equal(showTime(3723.0456), '01:02:03.046')
})
