import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Problem } from '#backbone'

const timeoutMilliseconds = 60_000
const atOnce = 2
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const noPrinter = () =>
  new Problem('no-pdf', 501, 'No PDF can be made on this machine: Chromium is not installed (apt-get install chromium)')
const busy = () => new Problem('busy', 503, 'Too many documents are being made just now', { retryAfterSeconds: 5 })
const failed = (reason: string) => new Problem('pdf-failed', 500, 'The PDF could not be made', { reason })

let printing = 0

/**
 * Prints a page as PDF, by Chromium without a window: no network, no script, a profile of its own that is thrown away,
 * and an end after a minute. Throws `no-pdf` 501 where there is no Chromium, `busy` 503, `pdf-failed` 500.
 */
export const pdfOf = async (html: string, signal: AbortSignal): Promise<Buffer> => {
  const program = places.find((path) => existsSync(path))
  if (!program) throw noPrinter()
  if (printing >= atOnce) throw busy()
  printing += 1
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-pdf-'))
  try {
    const [page, target] = [join(folder, 'report.html'), join(folder, 'report.pdf')]
    await writeFile(page, html)
    await print(program, { folder, page, target }, signal)
    return await readFile(target).catch(() => {
      throw failed('nothing was printed')
    })
  } finally {
    printing -= 1
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

const print = (program: string, at: { folder: string; page: string; target: string }, signal: AbortSignal) => {
  const args = [
    '--headless=new',
    // Chromium refuses to be root in a sandbox; what it is shown is our own page, without scripts.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-extensions',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--no-pdf-header-footer',
    `--user-data-dir=${join(at.folder, 'profile')}`,
    `--print-to-pdf=${at.target}`,
    pathToFileURL(at.page).href,
  ]
  const environment = { PATH: process.env.PATH, HOME: at.folder, LANG: 'C.UTF-8' }
  const child = spawn(program, args, { stdio: 'ignore', detached: true, env: environment })
  // Its children are of its group: all of them end with it.
  const stop = () => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  const timer = setTimeout(stop, timeoutMilliseconds)
  signal.addEventListener('abort', stop, { once: true })
  return new Promise<void>((resolve, reject) => {
    child.once('error', (error) => reject(failed(error.message)))
    child.once('exit', (code) => (code === 0 ? resolve() : reject(failed(`Chromium ended with ${code ?? 'a signal'}`))))
  }).finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    stop()
  })
}
