import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { wordsOf, type Words } from '../../words.ts'

const root = join(import.meta.dirname, '..')
const zh = wordsOf(root, 'zh-CN')
const en = wordsOf(root, 'en')

const flat = (words: Words, prefix = ''): [key: string, text: string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  )
/** Languages differ in how many forms of a number they have. */
const withoutForm = (key: string) => key.replace(/_(one|other)$/, '')
const texts = { zh: new Map(flat(zh)), en: new Map(flat(en)) }
const keysOf = (words: Map<string, string>) => new Set([...words.keys()].map(withoutForm))

const source = globSync('**/*.{ts,tsx}', { cwd: root, exclude: ['**/*.test.ts'] })
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n')
// Every literal that looks like a key counts: keys are also chosen between, and handed about.
const literals = new Set([...source.matchAll(/'([a-zA-Z]+(?:\.[\w-]+)+)'/g)].map((match) => match[1]!))
const asked = [...source.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1]!)
const prefixes = [...source.matchAll(/`([a-zA-Z]+(?:\.[\w-]+)*\.)\$\{/g)].map((match) => match[1]!)

test('both languages say the same things', () => {
  assert.deepEqual([...keysOf(texts.en)].toSorted(), [...keysOf(texts.zh)].toSorted())
})

test('every key the code asks for has words', () => {
  const known = keysOf(texts.zh)
  assert.ok(asked.length > 100)
  assert.deepEqual(
    asked.filter((key) => !known.has(key)),
    [],
  )
  for (const prefix of prefixes) {
    if (!prefix.startsWith('audit.actions.') && !Object.hasOwn(zh, prefix.split('.')[0]!)) continue
    assert.ok(
      [...known].some((key) => key.startsWith(prefix)),
      prefix,
    )
  }
})

test('no words are left over', () => {
  const used = (key: string) => literals.has(key) || prefixes.some((prefix) => key.startsWith(prefix))
  assert.deepEqual(
    [...keysOf(texts.zh)].filter((key) => !used(key)),
    [],
  )
})

test('both languages fill in the same blanks, and no text is empty', () => {
  const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).toSorted()
  for (const [key, text] of texts.zh) {
    const other = texts.en.get(key) ?? texts.en.get(withoutForm(key))
    assert.ok(text.trim() !== '' && other !== undefined && other.trim() !== '', key)
    assert.deepEqual(blanks(other), blanks(text), key)
  }
})

/** What a Chinese newsroom says in Latin letters too. */
const terms =
  /\b(API|AES|ASS|GB|GBK|Chromium|JPEG|PNG|WebP|CDN|CENC|ClearKey|CPIX|CSV|DASH|DNA|DRM|FLV|GOP|HDR|HLS|HTML|IP|JSON|Key|LKFS|LUFS|MB|MD5|MP4|MRSS|PDF|QR|RTMP|SHA|SMPTE|SRT|TTML|URL|UTF|VMS|VTT|WebVTT|dB|dBTP|fps|kHz|Swagger)\b/g

test('Chinese has no English left over and no typed gaps between scripts', () => {
  const allowed = new Set(['keys.none', 'people.loginRule', 'palette.otherLanguage'])
  for (const [key, text] of texts.zh) {
    if (allowed.has(key)) continue
    const rest = text.replaceAll(/\{\{\w+\}\}/g, '').replaceAll(terms, '')
    assert.ok(!/[A-Za-z]{2,}/.test(rest), `${key}: ${text}`)
    assert.ok(!/[!！]/.test(text), `${key}: ${text}`)
  }
})
