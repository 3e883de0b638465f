import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeSubtitles } from '#media/subtitles'
import { chapterAt, parseChapters } from './chapters.ts'

test('chapters are read as they are written, and the one of a moment is known', () => {
  const cues = [
    { startSeconds: 0, endSeconds: 12.5, text: '片头 & <b>要闻</b>' },
    { startSeconds: 12.5, endSeconds: 3720, text: '<i>a</i> < b\n第二行', settings: 'line:0' },
  ]
  const chapters = parseChapters(writeSubtitles(cues, 'vtt'))
  assert.deepEqual(chapters, [
    { fromSeconds: 0, toSeconds: 12.5, title: '片头 & 要闻' },
    { fromSeconds: 12.5, toSeconds: 3720, title: 'a < b 第二行' },
  ])
  assert.equal(chapterAt(chapters, 12.5)?.title, 'a < b 第二行')
  assert.equal(chapterAt(chapters, 4000), undefined)
  assert.deepEqual(parseChapters('WEBVTT\n'), [])
})
