import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandsIn, hitsIn, logText, piecesOf, type LogLine } from './log-lines.ts'

const line = (text: string, attempt = 1): LogLine => ({ attempt, at: '2026-03-01T00:00:00Z', line: text })

test('commands are found whole, also those that go on over several lines', () => {
  const log = [
    line('Begun'),
    line('$ ffmpeg -i a \\'),
    line('-vf scale=640:\\'),
    line('360 out.mp4'),
    line('frame 1'),
    line('$ ffprobe a', 2),
  ]
  assert.deepEqual(
    commandsIn(log).map(({ attempt, text, index }) => [attempt, text, index]),
    [
      [1, 'ffmpeg -i a -vf scale=640:360 out.mp4', 1],
      [2, 'ffprobe a', 5],
    ],
  )
})

test('a command that was cut off at the end of the log does not swallow the next attempt', () => {
  assert.deepEqual(
    commandsIn([line('$ ffmpeg \\'), line('$ ffmpeg b', 2)]).map(({ text }) => text),
    ['ffmpeg \\', 'ffmpeg b'],
  )
})

test('every hit is found whatever its case, and a line is cut at them', () => {
  const log = [line('Error: no error'), line('fine'), line('ERROR')]
  const hits = hitsIn(log, ' error ')
  assert.deepEqual(
    hits.map(({ index, from }) => [index, from]),
    [
      [0, 0],
      [0, 10],
      [2, 0],
    ],
  )
  const pieces = piecesOf(
    log[0]!.line,
    hits.slice(0, 2).map((hit, number) => ({ ...hit, number })),
  )
  assert.deepEqual(pieces, [{ text: 'Error', hit: 0 }, { text: ': no ' }, { text: 'error', hit: 1 }])
  assert.deepEqual(hitsIn(log, '  '), [])
})

test('a downloaded log says when each line was said and in which attempt', () => {
  assert.equal(logText([line('a'), line('b', 2)]), '2026-03-01T00:00:00Z #1 a\n2026-03-01T00:00:00Z #2 b')
})
