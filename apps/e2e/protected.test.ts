import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { client } from '#backbone/client'
import { makeMedia, picture, quickVideo, temporaryFolder, tone } from '#media/testing'
import { key, openPolicy, type Policy } from '#services/key'
import { startBenchStation, type BenchStation } from '#testing/bench-station'
import { noChromium, openChromium, picture as screenshot, playback } from '#testing/chromium'
import { elsewhere } from '#testing/watching'

const shaka = join(import.meta.dirname, '../../node_modules/shaka-player/dist/shaka-player.compiled.js')
const options = { skip: noChromium ?? false }
/** Safety only: a busy machine may take long. */
const patience = 90_000

let station: BenchStation
let browser: Browser
let context: BrowserContext
let asset: string
const folder = await temporaryFolder()
const keys = () => client(key, { origin: station.url, token: station.token })

const put = async (changes: Partial<Policy>) => {
  const { version } = await keys().policy({ asset })
  await keys().putPolicy({ asset, version, policy: { ...openPolicy, ...changes } })
  await sleep(750)
}
const link = () => keys().createLink({ asset, expiresAt: new Date(Date.now() + 600_000).toISOString() })

before(async () => {
  if (noChromium) return
  station = await startBenchStation()
  const clip = await makeMedia(join(folder, 'clip.mp4'), [
    ...picture({ size: '426x240', seconds: 22 }),
    ...tone({ seconds: 22 }),
    ...quickVideo,
  ])
  const { id, run } = await station.assetOf((await station.upload(clip)).upload)
  const ended = await station.ended(run!)
  assert.equal(ended.state, 'done', JSON.stringify(ended.error))
  const { version } = await station.assets.get({ id })
  await station.assets.publish({ id, version })
  asset = id
  browser = await openChromium()
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  context.setDefaultTimeout(patience)
})
after(async () => {
  await browser?.close()
  await station?.remove()
})

/** It goes on: more pictures have been decoded, and the clock has moved; beyond the second key where there are two. */
const advances = async (page: Page, beyondSeconds = 0) => {
  await page.waitForFunction(
    (beyond) => {
      const video = document.querySelector('video')!
      return video.getVideoPlaybackQuality().totalVideoFrames > 12 && video.currentTime > beyond + 0.5
    },
    beyondSeconds,
    { timeout: patience },
  )
  const now = await playback(page)
  assert.equal(now.error, null)
}

test('the watch page plays an encrypted film by its link, across a change of key', options, async () => {
  await put({ protection: 'encrypted', rotationSeconds: 10 })
  const { watch } = await link()
  const page = await context.newPage()
  const fetched: string[] = []
  page.on('request', (request) => void fetched.push(new URL(request.url()).pathname))
  await page.goto(`${station.url}${watch}`)
  await advances(page)
  await page.evaluate(() => void (document.querySelector('video')!.currentTime = 12))
  await advances(page, 12)
  const delivered = new Set(fetched.filter((path) => path.endsWith('.key')))
  assert.ok(delivered.size >= 2)
  assert.ok(fetched.some((path) => /^\/vod\/[0-9a-f-]{36}\/k1\/[0-9a-f-]{36}\/\d+\.m4s$/.test(path)))
  await screenshot(page, 'protected-watch-1280')
  await page.close()
})

test('without a valid link the watch page says so, and nothing of the film is fetched', options, async () => {
  const page = await context.newPage()
  const fetched: number[] = []
  page.on('response', (answer) => {
    if (answer.url().endsWith('.m4s') || answer.url().endsWith('.key')) fetched.push(answer.status())
  })
  for (const address of [`/watch/${asset}`, `/watch/${asset}?link=${'x'.repeat(78)}`]) {
    await page.goto(`${station.url}${address}`)
    await page.getByText('要有专用链接才能看').first().waitFor()
  }
  assert.deepEqual(fetched, [])
  await screenshot(page, 'protected-refused-1280')
  await page.close()
})

/** A page of a site that has a DASH player of its own. */
const openShaka = async (manifest: string): Promise<Page> => {
  const page = await context.newPage()
  const script = await readFile(shaka, 'utf8')
  await page.route('**/somebody/*', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: script })
      : route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><video muted></video><script src="shaka.js"></script>',
        }),
  )
  await page.goto(`${station.url}/somebody/page`)
  await page.evaluate(async (address) => {
    type Shaka = {
      polyfill: { installAll(): void }
      Player: new () => { attach(video: HTMLVideoElement): Promise<void>; load(address: string): Promise<void> }
    }
    const { polyfill, Player } = (window as unknown as { shaka: Shaka }).shaka
    polyfill.installAll()
    const player = new Player()
    const video = document.querySelector('video')!
    await player.attach(video)
    // Its errors are numbers; what they carry says which address answered what.
    await player.load(address).catch(({ code, data }: { code: number; data: unknown[] }) => {
      throw new Error(`shaka ${code}: ${JSON.stringify(data.slice(0, 2))}`)
    })
    await video.play()
  }, manifest)
  return page
}

test('a DASH player opens Common Encryption by Clear Key, knowing nothing but the link', options, async () => {
  const { dash } = await link()
  const page = await openShaka(`${station.url}${dash}`)
  await advances(page)
  const system = await page.evaluate(() => document.querySelector('video')!.mediaKeys !== null)
  assert.ok(system, 'the browser itself decrypts')
  await page.evaluate(() => void (document.querySelector('video')!.currentTime = 12))
  await advances(page, 12)
  await page.close()
})

test('a DASH player without a valid link gets the refusal', options, async () => {
  const refused = await openShaka(`${station.url}/vod/${asset}/manifest.mpd?link=${'x'.repeat(78)}`).then(
    () => undefined,
    (error: Error) => error.message,
  )
  assert.ok(refused !== undefined)
  assert.match(refused, /shaka 1001: .*403/)
})

test('who had a link that was revoked is told so', options, async () => {
  await put({ protection: 'signed' })
  const { watch } = await link()
  const page = await context.newPage()
  await page.goto(`${station.url}${watch}`)
  await advances(page)
  await keys().revokeAll({ asset })
  await sleep(1000)
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.url().includes('/vod/') && one.status() === 403, { timeout: patience }),
    page.reload(),
  ])
  assert.match(await answer.text(), /playback-link-over/)
  await page.close()
})

test('inside the page of a site that may not show it, a film says so; where it may, it plays', options, async () => {
  const shownOn = async (referrers: string[]) => {
    await put({ referrers })
    const site = await elsewhere(
      `<iframe src="${station.url}/embed/${asset}?autoplay=1&muted=1" allow="autoplay" width="640" height="360"></iframe>`,
    )
    const page = await context.newPage()
    await page.goto(site.url)
    return { page, frame: page.frameLocator('iframe') }
  }
  const refused = await shownOn(['partner.example'])
  await refused.frame.getByText('不能在这个网站播放').first().waitFor()
  await screenshot(refused.page, 'protected-embed-refused')
  await refused.page.close()
  const allowed = await shownOn(['localhost'])
  const film = allowed.page.frames().at(-1)!
  await film.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5, undefined, {
    timeout: patience,
  })
  await allowed.page.close()
})

test('a guest’s link plays a film that is not published, and no more when it is ended', options, async () => {
  await put({})
  const { version } = await station.assets.get({ id: asset })
  await station.assets.withdraw({ id: asset, version })
  const expiresAt = new Date(Date.now() + 600_000).toISOString()
  const { share, token } = await station.assets.share({ id: asset, expiresAt, note: '样片' })
  const guest = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  guest.setDefaultTimeout(patience)
  const page = await guest.newPage()
  await page.goto(`${station.url}/watch/${asset}`)
  await page.getByText('视频已撤回').first().waitFor()
  await page.goto(`${station.url}/share/${token}`)
  await advances(page)
  await screenshot(page, 'shared-watch-1280')
  const [seen] = (await station.assets.shares({ asset })).items
  assert.equal(seen!.views, 1)
  await station.assets.revokeShare({ id: share.id })
  await page.getByText('链接已失效').first().waitFor()
  assert.ok((await playback(page)).seconds < 18, 'it stops before its end')
  await screenshot(page, 'shared-ended-1280')
  await page.reload()
  await page.getByRole('heading', { name: '链接已失效' }).waitFor()

  const { watch } = await keys().createLink({ asset, expiresAt, beforePublication: true })
  await page.goto(`${station.url}${watch}`)
  await advances(page)
  await guest.close()
})
