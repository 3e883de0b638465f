import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { misused } from './verb.ts'

const sealBytes = 32

/**
 * The secret under which a station keeps its secrets: 32 bytes of `RONGMEI_SEAL` or of the file `RONGMEI_SEAL_FILE`
 * (64 hexadecimal digits, or base64), else of `DIR/seal`, which is made at the first start and readable by its owner only.
 */
export const readSeal = (env: NodeJS.ProcessEnv, folder: string): Buffer => {
  const { RONGMEI_SEAL: given, RONGMEI_SEAL_FILE: file } = env
  if (given && file) throw misused('RONGMEI_SEAL and RONGMEI_SEAL_FILE are both given; one of them is meant')
  if (given) return decoded(given, 'RONGMEI_SEAL')
  if (file) return decoded(contentOf(file), `the file ${file} (RONGMEI_SEAL_FILE)`)
  return ownSeal(join(folder, 'seal'), folder)
}

const ownSeal = (path: string, folder: string): Buffer => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, `${randomBytes(sealBytes).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  return decoded(contentOf(path), `the file ${path}`)
}

const contentOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw misused(`the seal cannot be read: ${(cause as Error).message}`)
  }
}

/** What is wrong is said without the value. */
const decoded = (text: string, where: string): Buffer => {
  const said = text.trim()
  const bytes = Buffer.from(said, /^[0-9a-f]{64}$/i.test(said) ? 'hex' : 'base64')
  if (bytes.length !== sealBytes)
    throw misused(`${where} holds no seal: 32 bytes are needed, as 64 hex digits or base64`)
  return bytes
}
