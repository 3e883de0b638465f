import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageOf } from './language.ts'

test('the address decides on the language, then the browser, then it is Chinese', () => {
  assert.equal(languageOf('en', 'zh-CN,zh;q=0.9'), 'en')
  assert.equal(languageOf('zh-TW', 'en'), 'zh-CN')
  assert.equal(languageOf(undefined, 'en-GB,en;q=0.9,zh;q=0.8'), 'en')
  assert.equal(languageOf(undefined, 'fr,zh;q=0.8,en;q=0.7'), 'zh-CN')
  assert.equal(languageOf('xx', undefined), 'zh-CN')
  assert.equal(languageOf(['en', 'zh'], 'english-like, nonsense'), 'zh-CN')
})
