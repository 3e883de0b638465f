import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { accessibilityFaults } from '#testing/accessibility'
import { noChromium, openChromium, picture } from '#testing/chromium'
import { importFiles, scriptKey, signInFirst } from '#testing/console'
import { beyondScreen, type Look, nameOfLook, openLook, rawKeys, strayChinese } from '#testing/looks'
import { watchFigures } from '#testing/page-figures'
import { removeStation, startStation, type TestStation } from '#testing/station'

const run = promisify(execFile)
const options = { skip: noChromium ?? false }
const modules = join(import.meta.dirname, '../../node_modules')

let station: TestStation
let browser: Browser
let session = ''
let asset = ''
let runId = ''

before(async () => {
  if (noChromium) return
  station = await startStation()
  session = await signInFirst(station)
  const film = join(station.folder, 'Evening news 2026-11-22.mp4')
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=6', '-f', 'lavfi', '-i', 'sine=f=440:d=6']
  await run('ffmpeg', ['-v', 'error', ...source, '-pix_fmt', 'yuv420p', '-shortest', film])
  ;[asset = ''] = await importFiles(station, [film])
  const key = await scriptKey(station)
  const ask = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) }
    return (await fetch(station.url + path, { ...init, headers })).json() as Promise<T>
  }
  const { version } = await ask<{ version: number }>(`/api/vms/assets/${asset}`)
  await ask(`/api/vms/assets/${asset}/publish`, { method: 'POST', headers: { 'if-match': `"${version}"` } })
  runId = (await ask<{ items: { id: string }[] }>('/api/runs/runs')).items[0]!.id
  browser = await openChromium()
})
after(async () => {
  await browser?.close()
  await station?.stop()
  if (station) await removeStation(station)
})

/** Every page, and what must be on it before it is looked at. */
const pages = () => [
  { name: 'today', path: '/console/today', there: '[data-testid=figures]' },
  { name: 'library', path: '/console/library', there: '[data-testid=asset]' },
  { name: 'asset', path: `/console/assets/${asset}`, there: '[data-testid=player]' },
  { name: 'runs', path: '/console/runs', there: '[data-testid=run]' },
  { name: 'run', path: `/console/runs/${runId}`, there: '[data-testid=graph]' },
  { name: 'queues', path: '/console/runs/queues', there: '[data-testid=queue]' },
  { name: 'station', path: '/console/station', there: '[data-testid=usage]' },
  { name: 'people', path: '/console/station/people', there: '[data-testid=person]' },
  { name: 'keys', path: '/console/station/keys', there: '[data-testid=keys]' },
  { name: 'audit', path: '/console/station/audit', there: '[data-testid=audit]' },
  { name: 'usage', path: '/console/station/usage', there: '[data-drawn=true]' },
  { name: 'settings', path: '/console/station/settings', there: '.settings-group' },
  { name: 'health', path: '/console/system', there: '[data-testid=health]' },
  { name: 'events', path: '/console/system/events', there: '[data-table=subscribers]' },
  { name: 'api', path: '/console/system/api', there: '[data-testid=api] details' },
  { name: 'missing', path: '/console/nowhere', there: 'main, [role=main], .error-page' },
]

/** Each page in two looks that differ in everything; its neighbour in the other two. */
const pairs: Look[][] = [
  [
    { language: 'zh-CN', theme: 'light', width: 1440 },
    { language: 'en', theme: 'dark', width: 390 },
  ],
  [
    { language: 'en', theme: 'light', width: 1440 },
    { language: 'zh-CN', theme: 'dark', width: 390 },
  ],
]

for (const [look, pair] of pairs.flatMap((looks, pair) => looks.map((look) => [look, pair] as const))) {
  const as = nameOfLook(look)
  test(
    `every other page in ${as} fits the screen, holds still, speaks one language and is accessible`,
    options,
    async (t) => {
      const context = await openLook(browser, station, session, look)
      for (const { name, path, there } of pages().filter((_, i) => i % pairs.length === pair)) {
        await t.test(name, async () => {
          const page = await context.newPage()
          const { read } = await watchFigures(page)
          await page.goto(station.url + path)
          const first = page.locator(there).first()
          await first.waitFor().catch(async (error: unknown) => {
            await picture(page, `failed-${name}-${as}`)
            throw error
          })
          await page.waitForTimeout(400)
          await picture(page, `${name}-${as}`)
          assert.ok((await beyondScreen(page)) <= 0, 'the page reaches beyond the screen')
          assert.deepEqual(await rawKeys(page), [])
          if (look.language === 'en') assert.deepEqual(await strayChinese(page), [])
          assert.deepEqual(await accessibilityFaults(page), [])
          const { cls, moved } = await read()
          assert.ok(cls <= 0.05, `things moved by ${cls}:\n${moved.join('\n')}`)
          await page.close()
        })
      }
      await context.close()
    },
  )
}

/** A page of another site: what it plays must be open to everybody. */
const foreignPage = async (text: string) => {
  const server = createServer((_request, reply) => reply.setHeader('content-type', 'text/html').end(text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

type ShakaPlayer = {
  attach(video: HTMLVideoElement): Promise<void>
  load(address: string): Promise<void>
  getVariantTracks(): object[]
}
type Shaka = { shaka: { Player: new () => ShakaPlayer } }

test('DASH plays in Shaka Player on a partner site to its end, over the same bytes', options, async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const elsewhere = await foreignPage('<!doctype html><title>A partner site</title><video muted></video>')
  await page.goto(elsewhere.url)
  await page.addScriptTag({ path: join(modules, 'shaka-player/dist/shaka-player.compiled.js') })
  const seen = await page.evaluate(async (address) => {
    const { shaka } = window as unknown as Shaka
    const video = document.querySelector('video')!
    const player = new shaka.Player()
    await player.attach(video)
    await player.load(address).catch((error: { code: number; data: unknown[] }) => {
      throw new Error(`Shaka error ${error.code}: ${JSON.stringify(error.data)}`)
    })
    video.playbackRate = 4
    await video.play()
    await new Promise((resolve, reject) => {
      video.addEventListener('ended', resolve)
      video.addEventListener('error', () => reject(new Error(video.error?.message)))
      setTimeout(() => reject(new Error(`stopped at ${video.currentTime} s`)), 45_000)
    })
    return {
      seconds: video.currentTime,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      tracks: player.getVariantTracks().length,
    }
  }, `${station.url}/vod/${asset}/manifest.mpd`)
  assert.ok(Math.abs(seen.seconds - 6) < 0.1, `${seen.seconds} s`)
  assert.ok(seen.frames >= 140, `${seen.frames} frames`)
  assert.ok(seen.tracks >= 2)
  await context.close()
  elsewhere.close()
})
