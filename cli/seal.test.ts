import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readSeal } from './seal.ts'

const folder = mkdtempSync(join(tmpdir(), 'rongmei-seal-'))
after(() => rmSync(folder, { recursive: true }))

test('a station makes its own seal once, for its owner only, and finds it again', () => {
  const seal = readSeal({}, folder)
  assert.equal(seal.length, 32)
  assert.deepEqual(readSeal({}, folder), seal)
  assert.equal(statSync(join(folder, 'seal')).mode & 0o777, 0o600)
})

test('nodes of a cluster are given one seal, in the environment or as a file', () => {
  const hex = 'ab'.repeat(32)
  assert.deepEqual(readSeal({ RONGMEI_SEAL: hex }, folder), Buffer.from(hex, 'hex'))
  const path = join(folder, 'given')
  writeFileSync(path, `${Buffer.from(hex, 'hex').toString('base64')}\n`)
  assert.deepEqual(readSeal({ RONGMEI_SEAL_FILE: path }, folder), Buffer.from(hex, 'hex'))
})

test('a seal that is none is refused without being repeated', () => {
  const refused = (env: NodeJS.ProcessEnv) => {
    assert.throws(
      () => readSeal(env, folder),
      (error: Error) => !error.message.includes('hunter2') && /seal|RONGMEI_SEAL/.test(error.message),
    )
  }
  refused({ RONGMEI_SEAL: 'hunter2' })
  refused({ RONGMEI_SEAL_FILE: join(folder, 'absent') })
  refused({ RONGMEI_SEAL: 'ab'.repeat(32), RONGMEI_SEAL_FILE: join(folder, 'given') })
})
