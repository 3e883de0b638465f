import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A whole station as people start it: its own process, database and folder. */
export type TestStation = {
  url: string
  folder: string
  login: { login: string; oneTimePassword: string }
  process: ChildProcess
  /** Everything it said on its terminal. */
  said(): string
  /** Pulls the plug. */
  kill(): Promise<void>
  /** Asks it to stop; answers its exit status. */
  stop(): Promise<number | null>
}

const main = join(import.meta.dirname, '../main.ts')
const startSeconds = 120

/** Runs `rongmei up` on `folder` (a new one unless told) until it says that it is ready. */
export const startStation = async (
  options: { folder?: string; port?: number; roles?: string; env?: Record<string, string> } = {},
): Promise<TestStation> => {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'rongmei 台 ')))
  const roles = options.roles === undefined ? [] : ['--roles', options.roles]
  const args = [main, 'up', '--data', folder, '--port', String(options.port ?? 0), ...roles]
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  const hear = (chunk: Buffer) => void (text += chunk.toString())
  child.stderr.on('data', hear)
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`no station after ${startSeconds} s:\n${text}`)),
      startSeconds * 1000,
    )
    void gone.then((code) => reject(new Error(`the station ended with ${code}:\n${text}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      hear(chunk)
      const ready = /^rongmei ready (\S+)$/m.exec(text)
      if (!ready) return
      clearTimeout(late)
      resolve(ready[1]!)
    })
  })
  return {
    url,
    folder,
    login: await firstLogin(folder),
    process: child,
    said: () => text,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      child.kill('SIGTERM')
      return gone
    },
  }
}

/** Takes a station's folder away, once it has stopped. */
export const removeStation = (station: TestStation) =>
  rm(station.folder, { recursive: true, force: true, maxRetries: 5 })

const firstLogin = async (folder: string) => {
  const text = await readFile(join(folder, 'first-login.txt'), 'utf8')
  return { login: /login .*: (\S+)/.exec(text)![1]!, oneTimePassword: /password .*: (\S+)/.exec(text)![1]! }
}
