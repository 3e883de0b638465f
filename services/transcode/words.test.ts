import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MediaError } from '#media/ffmpeg'
import { commandLines, lastWords } from './words.ts'

test('a command stands in the log as it would be typed, without the secret of a signed address', () => {
  const command = ['ffmpeg', '-i', 'https://store.test/a b?X-Amz-Signature=secret', '-vf', "drawtext=text='it'"]
  assert.deepEqual(commandLines(command), [
    String.raw`$ ffmpeg -i 'https://store.test/a b?…' -vf 'drawtext=text='\''it'\'''`,
  ])
})

test('a long command goes on in the next line and can be put together again', () => {
  const command = ['ffmpeg', '-filter_complex', Array.from({ length: 200 }, (_, i) => `[v${i}]null[w${i}]`).join(';')]
  const lines = commandLines(command)
  assert.ok(lines.length > 3 && lines.every((line) => line.length <= 451))
  assert.ok(lines.slice(0, -1).every((line) => line.endsWith('\\')) && !lines.at(-1)!.endsWith('\\'))
  assert.equal(lines.join('\n').replaceAll('\\\n', ''), `$ ffmpeg -filter_complex '${command[2]}'`)
})

test('of a failed run the last lines are kept, and no more than a few', () => {
  const logTail = Array.from({ length: 40 }, (_, i) => `line ${i}`).join('\n')
  assert.deepEqual(lastWords(new MediaError('ffmpeg-failed', 'It failed', { logTail })).length, 20)
  assert.deepEqual(lastWords(new Error('something else')), [])
})
