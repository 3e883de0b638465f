import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { importFiles, scriptKey } from './console.ts'
import { until } from './programs.ts'
import type { TestStation } from './station.ts'

const run = promisify(execFile)

/** How somebody looks at a public page; Chinese and light unless told. At 390 px it is a phone. */
export type Look = { width: 1440 | 390; language?: 'zh-CN' | 'en'; theme?: 'light' | 'dark'; script?: boolean }

const patience = 40_000

/**
 * A page of a visitor without a past. What the browser complains of is added to `complaints`; how far things moved while
 * they loaded (CLS) is counted in `window.moved`.
 */
export const opened = async (browser: Browser, complaints: string[], look: Look = { width: 1440 }): Promise<Page> => {
  const { width, language = 'zh-CN', theme = 'light', script = true } = look
  const isPhone = width === 390
  const context = await browser.newContext({
    viewport: { width, height: isPhone ? 844 : 900 },
    locale: language,
    colorScheme: theme,
    javaScriptEnabled: script,
    ...(isPhone ? { isMobile: true, hasTouch: true } : {}),
  })
  context.setDefaultTimeout(patience)
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (line) => {
    // A refusal that a test asks for, and the site elsewhere that must not frame the page, are as they should be.
    const isMeant = /Failed to load resource|frame-ancestors/.test(line.text())
    if (line.type() === 'error' && !isMeant) complaints.push(line.text())
  })
  await page.addInitScript(() => {
    const counted = Object.assign(window, { moved: 0 })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) counted.moved += entry.value
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return page
}

/** Brings two films into a station: one that everybody may watch, one that was taken back. Answers their ids. */
export const publishedAndWithdrawn = async (
  station: TestStation,
  { title, seconds }: { title: string; seconds: number },
): Promise<[published: string, withdrawn: string]> => {
  const picture = (s: number) => ['-f', 'lavfi', '-i', `testsrc2=s=640x360:r=25:d=${s}`]
  const sound = ['-f', 'lavfi', '-i', `sine=f=440:d=${seconds}`]
  const files = [`${title}.mp4`, 'Taken back.mp4'].map((name) => join(station.folder, name))
  const make = (...args: string[]) => run('ffmpeg', ['-v', 'error', ...args], { timeout: 120_000 })
  await make(...picture(seconds), ...sound, '-pix_fmt', 'yuv420p', files[0]!)
  await make(...picture(1), '-pix_fmt', 'yuv420p', files[1]!)
  const authorization = `Bearer ${await scriptKey(station)}`
  const turn = async (id: string, verb: 'publish' | 'withdraw') => {
    const at = `${station.url}/api/vms/assets/${id}`
    const { version } = (await (await fetch(at, { headers: { authorization } })).json()) as { version: number }
    const headers = { authorization, 'if-match': `"${version}"` }
    const reply = await fetch(`${at}/${verb}`, { method: 'POST', headers })
    if (!reply.ok) throw new Error(`${verb}: ${reply.status} ${await reply.text()}`)
  }
  const [[film = ''], [back = '']] = [await importFiles(station, [files[0]!]), await importFiles(station, [files[1]!])]
  await turn(film, 'publish')
  await turn(back, 'publish')
  await turn(back, 'withdraw')
  return [film, back]
}

/** Another site, with one page, for as long as the test runs. */
export const elsewhere = async (text: string): Promise<{ url: string }> => {
  const page = `<!doctype html><html lang="en"><title>Another site</title>${text}`
  const server = createServer((_request, reply) => reply.setHeader('content-type', 'text/html').end(page))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/` }
}

const cues = (first: string, middle: string) =>
  `WEBVTT\n\n00:00.000 --> 00:08.000\n${first}\n\n00:10.000 --> 00:20.000\n<i>${middle}</i>\n`
const spoken = [
  { language: 'zh-CN', label: '中文', text: cues('开头的一句', '中间的一句') },
  { language: 'en', label: 'English', text: cues('A line at the beginning', 'A line in the middle') },
]

/** Gives a film subtitles in two languages, and waits until players are told of them. */
export const addSubtitles = async (station: TestStation, film: string): Promise<void> => {
  const headers = { authorization: `Bearer ${await scriptKey(station)}`, 'content-type': 'application/json' }
  for (const { text, ...about } of spoken) {
    const body = JSON.stringify({ ...about, file: Buffer.from(text).toString('base64') })
    const reply = await fetch(`${station.url}/api/subtitles/assets/${film}/tracks`, { method: 'POST', headers, body })
    if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`)
  }
  await until('subtitles in the playlist', async () => {
    const reply = await fetch(`${station.url}/vod/${film}/master.m3u8`)
    return (await reply.text()).match(/TYPE=SUBTITLES/g)?.length === spoken.length
  })
}

/** How many bytes of script the built watch page has in all, compressed by gzip as they are sent. */
export const scriptBytes = async (): Promise<number> => {
  const folder = join(import.meta.dirname, '../dist/apps/watch')
  const files = globSync('static/*.js.gz', { cwd: folder })
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
