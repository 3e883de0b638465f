// What the pages feel like: LCP, CLS, INP and bytes of every page of the console and of the watch page, route switches
// of the console over 10,000 assets, and the first frame on a phone four times slower than this machine, beside the
// same film in Shaka Player's own page. `node bench/pages.ts [--json] [--assets 10000] [--switches 60]`
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext } from 'playwright-core'
import { load, makeFilm, percentile, startBenchStation, type BenchStation } from '#testing/bench-station'
import { openChromium } from '#testing/chromium'
import { signInFirst } from '#testing/console'
import { fillLibrary } from '#testing/full-library'
import { watchFigures } from '#testing/page-figures'

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    assets: { type: 'string', default: '10000' },
    switches: { type: 'string', default: '60' },
  },
})
const patience = 30_000
const slowDown = 4
const modules = join(import.meta.dirname, '../node_modules')

const pagesOf = (asset: string, run: string) => [
  { name: 'today', path: '/console/today', there: '[data-testid=today]' },
  { name: 'library', path: '/console/library', there: '[data-testid=asset]' },
  { name: 'asset', path: `/console/assets/${asset}`, there: '[data-testid=rendition]' },
  { name: 'runs', path: '/console/runs', there: '[data-testid=run]' },
  { name: 'run', path: `/console/runs/${run}`, there: '[data-testid=graph]' },
  { name: 'station', path: '/console/station', there: '[data-testid=usage], [data-testid=station]' },
  { name: 'people', path: '/console/station/people', there: '[data-testid=person]' },
  { name: 'health', path: '/console/system', there: '[data-testid=health]' },
]

const signedIn = async (browser: Browser, station: BenchStation, session: string): Promise<BrowserContext> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' })
  context.setDefaultTimeout(patience)
  await context.addCookies([{ name: 'rongmei_session', value: session, url: station.url }])
  return context
}

/** Each page as it is first opened, with nothing in the cache, and one key pressed on it. */
const firstOpened = async (
  browser: Browser,
  station: BenchStation,
  session: string,
  pages: ReturnType<typeof pagesOf>,
) => {
  const figures: Record<string, object> = {}
  for (const { name, path, there } of pages) {
    const context = await signedIn(browser, station, session)
    const page = await context.newPage()
    const watched = await watchFigures(page)
    await page.goto(station.url + path)
    await page.locator(there).first().waitFor()
    await page.waitForTimeout(1500)
    await page.keyboard.press('j')
    await page.locator('[data-testid=search]').click()
    await page.keyboard.type('新闻', { delay: 60 })
    await page.waitForTimeout(400)
    figures[name] = await watched.read()
    await context.close()
  }
  return figures
}

/** From the press on a link of the navigation until the next page's own content has been painted. */
const routeSwitches = async (browser: Browser, station: BenchStation, session: string, count: number) => {
  const context = await signedIn(browser, station, session)
  const page = await context.newPage()
  const stops = [
    { to: '/library', there: '[data-testid=asset]' },
    { to: '/runs', there: '[data-testid=run]' },
    { to: '/today', there: '[data-testid=today]' },
    { to: '/station', there: '[data-testid=station]' },
    { to: '/station/people', there: '[data-testid=person]' },
    { to: '/system', there: '[data-testid=health]' },
  ]
  await page.goto(`${station.url}/console/system`)
  await page.locator('[data-testid=health]').waitFor()
  // Once around, so that every section has been fetched.
  const taken: Record<string, number[]> = {}
  for (let i = -stops.length; i < count; i += 1) {
    const { to, there } = stops[(i + stops.length) % stops.length]!
    const milliseconds = await page.evaluate(
      async ({ to, there }) => {
        const link = document.querySelector<HTMLAnchorElement>(`.nav-link[href$="${to}"]`)!
        const before = document.querySelector('main')!.firstElementChild
        const began = performance.now()
        link.click()
        for (;;) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
          const main = document.querySelector('main')!
          if (main.firstElementChild !== before && main.querySelector(there)) break
          if (performance.now() - began > 20_000) throw new Error(`${to} did not come`)
        }
        // The frame after the one in which it is there has shown it.
        await new Promise((resolve) => requestAnimationFrame(resolve))
        return performance.now() - began
      },
      { to, there },
    )
    if (i >= 0) (taken[to] ??= []).push(milliseconds)
    await page.waitForTimeout(150)
  }
  await context.close()
  const all = Object.values(taken).flat()
  const figure = (times: number[]) => ({
    p50: Math.round(percentile(times, 0.5)),
    p95: Math.round(percentile(times, 0.95)),
  })
  return {
    switches: all.length,
    ...figure(all),
    byPage: Object.fromEntries(Object.entries(taken).map(([to, times]) => [to, figure(times)])),
  }
}

type Framed = { firstFrame?: number }

/** A page that plays by itself, on a phone four times slower than this machine: five times, the middle one. */
const onSlowPhone = async (browser: Browser, url: string) => {
  const seen = []
  for (let i = 0; i < 5; i += 1) {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' }
    const context = await browser.newContext(phone)
    context.setDefaultTimeout(patience)
    const page = await context.newPage()
    const { cdp, read } = await watchFigures(page)
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowDown })
    await page.addInitScript(() => {
      const look = () => {
        const video = document.querySelector('video')
        if (!video) return requestAnimationFrame(look)
        video.requestVideoFrameCallback(() => ((window as Framed).firstFrame = performance.now()))
      }
      look()
    })
    await page.goto(url)
    await page.waitForFunction(() => (window as Framed).firstFrame !== undefined)
    const milliseconds = (await page.evaluate(() => (window as Framed).firstFrame))!
    await page.waitForTimeout(800)
    seen.push({ firstFrameMilliseconds: Math.round(milliseconds), ...(await read()) })
    await context.close()
  }
  return seen.toSorted((a, b) => a.firstFrameMilliseconds - b.firstFrameMilliseconds)[2]!
}

/** What one would take instead: Shaka Player with its own controls, on a page of its own. */
const shakaPage = async (manifest: string, poster: string) => {
  const [script, style] = await Promise.all(
    ['shaka-player.ui.js', 'controls.css'].map((name) => readFile(join(modules, 'shaka-player/dist', name))),
  )
  const html = `<!doctype html><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css">
    <div data-shaka-player-container><video data-shaka-player autoplay muted playsinline poster="${poster}" style="width:100%" src="${manifest}"></video></div><script src="/script.js"></script>`
  const server = createServer((request, reply) => {
    const found = { '/script.js': ['text/javascript', script], '/style.css': ['text/css', style] }[request.url ?? '']
    const [type, body] = found ?? ['text/html', html]
    reply.setHeader('content-type', type as string).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

const main = async () => {
  const [assets, switches] = [Number(options.assets), Number(options.switches)]
  if (!(assets >= 1 && switches >= 1)) throw new Error('--assets and --switches are numbers from 1')
  const before = load()
  const station = await startBenchStation()
  const browser = await openChromium()
  try {
    const session = await signInFirst(station)
    const film = await makeFilm(station.folder, 30)
    const { upload } = await station.upload(film)
    const { id } = await station.assetOf(upload)
    const { run } = await station.assets.get({ id })
    await station.ended(run!)
    const { version } = await station.assets.get({ id })
    await station.assets.publish({ id, version })
    await rm(film)
    await (await fillLibrary(station, assets)).close()

    const console = await firstOpened(browser, station, session, pagesOf(id, run!))
    const routes = await routeSwitches(browser, station, session, switches)
    const watch = await onSlowPhone(browser, `${station.url}/watch/${id}`)
    const shaka = await shakaPage(`${station.url}/vod/${id}/manifest.mpd`, `${station.url}/vod/${id}/poster.jpg`)
    const peer = await onSlowPhone(browser, shaka.url)
    shaka.close()
    const result = {
      assets,
      console,
      routes,
      watch: { slowDown, ...watch },
      shaka: { slowDown, ...peer },
      loadBefore: before,
      loadAfter: load(),
    }
    process.stdout.write(`${JSON.stringify(result, undefined, options.json ? undefined : 2)}\n`)
  } finally {
    await browser.close()
    await station.remove()
  }
}

await main()
