import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestStation } from './station.ts'

const run = promisify(execFile)
const main = join(import.meta.dirname, '../main.ts')

/** The password that the first administrator of a test station chooses. */
export const chosenPassword = '清河台-2026-console'

/** Signs the first administrator in and replaces the one-time password; answers the session cookie's value. */
export const signInFirst = async (station: TestStation): Promise<string> => {
  const post = async (path: string, body: object, cookie?: string) => {
    const headers = { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) }
    const reply = await fetch(station.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
    return reply.headers.getSetCookie()[0]?.split(';')[0]
  }
  const { login, oneTimePassword } = station.login
  const first = await post('/api/access/session', { login, password: oneTimePassword })
  const next = await post('/api/access/password', { current: oneTimePassword, next: chosenPassword }, first)
  return (next ?? first!).split('=')[1]!
}

/** Imports files as a script would and waits until they are ready; answers the ids of their assets. */
export const importFiles = async (station: TestStation, files: string[]): Promise<string[]> => {
  const args = [main, 'import', ...files, '--data', station.folder, '--wait', '--json']
  const { stdout } = await run(process.execPath, args, {
    timeout: 300_000,
    env: { ...process.env, XDG_STATE_HOME: station.folder },
  })
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { asset: string; state: string })
  return lines.filter((line) => line.state === 'ready').map((line) => line.asset)
}

/** An API key of the station for a script. */
export const scriptKey = async (station: TestStation): Promise<string> =>
  (await run(process.execPath, [main, 'token', '--data', station.folder], { timeout: 60_000 })).stdout.trim()
