import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { noChromium, openChromium } from '../chromium.ts'
import { importFiles, scriptKey, signInFirst } from '../console.ts'
import { openLook } from '../looks.ts'
import { removeStation, startStation, type TestStation } from '../station.ts'

const run = promisify(execFile)
export const framesPerSecond = 25
export const options = { skip: noChromium ?? false }

/** A station with one film in it, and a desk from which its page is looked at. */
export type Stage = {
  station: TestStation
  browser: Browser
  /** Cookie of the administrator. */
  session: string
  /** The film: 12 s, black from 4 to 6 s, silent from 7 to 9 s. */
  asset: string
  context: BrowserContext
  page: Page
  complaints: string[]
  ask<T>(path: string, body?: object): Promise<T>
  /** Corrects the film as somebody else would. */
  correct(changes: object): Promise<void>
  listenTo(page: Page): void
  testId(id: string): Locator
  /** Opens the film's page (`?tab=…`) and waits until it shows a picture. */
  open(path?: string): Promise<void>
  /** The frame that the video stands on, which the page must say as well. */
  frame(): Promise<number>
  /** A file of the station, made by ffmpeg of lavfi sources. */
  film(name: string, sources: string[]): Promise<string>
  stop(): Promise<void>
}

const sound = "sine=f=440:d=12,volume=0:enable='between(t,7,9)',volume=6dB,pan=stereo|c0=c0|c1=c0"
const picture = `testsrc2=s=640x360:r=${framesPerSecond}:d=12,drawbox=t=fill:c=black:enable='between(t,4,5.99)'`
const h264 = [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-pix_fmt',
  'yuv420p',
  '-c:a',
  'aac',
  '-movflags',
  '+faststart',
]

/** Starts the station, brings the film in, and opens a browser. */
export const startStage = async (): Promise<Stage> => {
  const station = await startStation()
  const session = await signInFirst(station)
  const film: Stage['film'] = async (name, sources) => {
    const path = join(station.folder, `${name}.mp4`)
    await run('ffmpeg', ['-v', 'error', ...sources.flatMap((source) => ['-f', 'lavfi', '-i', source]), ...h264, path])
    return path
  }
  const [asset = ''] = await importFiles(station, [await film('晚间新闻 11月22日', [picture, sound])])
  const key = await scriptKey(station)
  const browser = await openChromium()
  const context = await openLook(browser, station, session, { language: 'zh-CN', theme: 'dark', width: 1440 })
  const page = await context.newPage()
  const complaints: string[] = []
  const testId = (id: string) => page.locator(`[data-testid=${id}]`)
  const send = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const json = init.body ? { 'content-type': 'application/json' } : {}
    const headers = { authorization: `Bearer ${key}`, ...json, ...(init.headers as Record<string, string>) }
    const reply = await fetch(station.url + path, { ...init, headers })
    assert.ok(reply.ok, `${path}: ${reply.status}`)
    return reply.status === 204 ? {} : reply.json()
  }
  const ask = async <T>(path: string, body?: object): Promise<T> =>
    (await send(path, body ? { method: 'POST', body: JSON.stringify(body) } : {})) as T
  const listenTo = (one: Page) => {
    one.on('pageerror', (error) => complaints.push(error.message))
    one.on('console', (line) => {
      if (line.type() === 'error' && !line.text().includes('Failed to load resource')) complaints.push(line.text())
    })
  }
  listenTo(page)
  return {
    station,
    browser,
    session,
    asset,
    context,
    page,
    complaints,
    ask,
    async correct(changes) {
      const { version } = await ask<{ version: number }>(`/api/vms/assets/${asset}`)
      const headers = { 'if-match': `"${version}"` }
      await send(`/api/vms/assets/${asset}`, { method: 'PATCH', headers, body: JSON.stringify(changes) })
    },
    listenTo,
    testId,
    async open(path = '') {
      await page.goto(`${station.url}/console/assets/${asset}${path}`)
      await testId('player').waitFor()
      await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2)
    },
    async frame() {
      await page.waitForFunction(() => !document.querySelector('video')!.seeking)
      // The page tells of the picture that is shown, which comes a moment after the seek.
      await page.waitForTimeout(150)
      const seconds = await page.evaluate(() => document.querySelector('video')!.currentTime)
      const said = /\d\d:\d\d:\d\d:\d\d/.exec((await testId('timecode').textContent()) ?? '')?.[0] ?? ''
      const [h = 0, m = 0, s = 0, f = 0] = said.split(':').map(Number)
      // Zero to the video is the first decoding, two pictures before the first is shown.
      const stands = Math.max(0, Math.floor(seconds * framesPerSecond + 0.02) - 2)
      assert.equal(((h * 60 + m) * 60 + s) * framesPerSecond + f, stands, `${said} at ${seconds} s`)
      return stands
    },
    film,
    async stop() {
      await browser.close()
      await station.stop()
      await removeStation(station)
    },
  }
}
