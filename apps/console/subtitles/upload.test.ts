import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageIn, languageName } from './upload.ts'

test('the name of a file tells the language where people have written it there', () => {
  const names = [
    '晚间新闻.chs.srt',
    'film.en.vtt',
    'film_zh-TW.ass',
    '片名.简体中文.srt',
    'film.1080p.srt',
    'film.srt',
    'a-ja.ttml',
  ]
  assert.deepEqual(names.map(languageIn), ['zh-CN', 'en', 'zh-TW', 'zh-CN', undefined, undefined, 'ja'])
  assert.equal(languageName('en'), 'English')
  assert.equal(languageName('not a code'), 'not a code')
})
