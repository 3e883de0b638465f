import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { wordsOf, type Words } from '../../words.ts'

const root = join(import.meta.dirname, '../../..')

/** Raised where only programs see them: in headers, between services, by tus clients. */
const forPrograms = new Set(
  `not-yet bad-header bad-idempotency-key steps-refused staged-has-key key-conflict range-not-satisfiable staged-not-found staged-exists
   upgrade-required flow-differs segment-differs flow-not-found staged-incomplete checksum-body-too-large length-known
   method-not-allowed`.split(/\s+/),
)

/** Every type that the code makes a problem (or a media error) of. */
const raised = (): Map<string, string> => {
  const found = new Map<string, string>()
  const files = globSync(['backbone/**/*.ts', 'services/**/*.ts', 'media/**/*.ts'], {
    cwd: root,
    exclude: ['**/*.test.ts', '**/testing/**'],
  })
  for (const file of files) {
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(/new (?:Problem|MediaError)\(\s*'([\w-]+)'/g)) {
      found.set(match[1]!, file)
    }
  }
  return found
}

test('every problem a person can run into has words in both languages', () => {
  const types = raised()
  assert.ok(types.size > 100)
  for (const language of ['zh-CN', 'en']) {
    const words = wordsOf(join(root, 'apps/console'), language).problems as Words
    const without = [...types].filter(([type]) => !forPrograms.has(type) && words[type] === undefined)
    assert.deepEqual(without, [], language)
  }
})
