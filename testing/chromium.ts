import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))

/** Why there is no browser test on this machine; undefined where there can be. */
export const noChromium = executable ? undefined : 'Chromium is not installed (Debian: apt-get install chromium)'

/** Debian's Chromium, headless, without any call home. */
export const openChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executable!,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })

/** Where test runs leave their pictures; looked at by people, kept out of the repository. */
export const artifacts = join(import.meta.dirname, '../artifacts')

/** Takes a picture of the page as it is. */
export const picture = async (page: Page, name: string): Promise<void> => {
  await mkdir(artifacts, { recursive: true })
  await page.screenshot({ path: join(artifacts, `${name}.png`), animations: 'disabled' })
}

/** What a video element has really shown: frames decoded and where it stands. */
export const playback = (
  page: Page,
): Promise<{ frames: number; seconds: number; width: number; error: string | null }> =>
  page.evaluate(() => {
    const video = document.querySelector('video')!
    return {
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      seconds: video.currentTime,
      width: video.videoWidth,
      error: video.error?.message ?? null,
    }
  })
