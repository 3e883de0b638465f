import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { TestStation } from './station.ts'

/** How a page is looked at: the reader's language, the ground, and the width of the screen in pixels. */
export type Look = { language: 'zh-CN' | 'en'; theme: 'light' | 'dark'; width: 1440 | 390 }

/** Each language, ground and width twice. */
export const looks: Look[] = [
  { language: 'zh-CN', theme: 'light', width: 1440 },
  { language: 'en', theme: 'dark', width: 1440 },
  { language: 'en', theme: 'light', width: 390 },
  { language: 'zh-CN', theme: 'dark', width: 390 },
]
export const nameOfLook = ({ language, theme, width }: Look): string => `${language}-${theme}-${width}`

const patience = 20_000

/** A signed-in browser with a look. */
export const openLook = async (
  browser: Browser,
  station: TestStation,
  session: string,
  { language, theme, width }: Look,
): Promise<BrowserContext> => {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 900 },
    locale: language,
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(patience)
  await context.addCookies([{ name: 'rongmei_session', value: session, url: station.url }])
  await context.addInitScript(
    ([language, theme]) => {
      localStorage.setItem('rongmei.language', language!)
      localStorage.setItem('rongmei.theme', theme!)
    },
    [language, theme],
  )
  return context
}

/** How many pixels of the page reach beyond the screen sideways. */
export const beyondScreen = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth)

/** Lines in Chinese that are neither data nor the name of the other language. */
export const strayChinese = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.body.innerText
      .split('\n')
      .filter((line) => /\p{Script=Han}/u.test(line) && !/融媒体中心|简体中文|中文/.test(line)),
  )

/** Keys of words that stand on the page instead of words. */
export const rawKeys = (page: Page): Promise<string[]> =>
  page.evaluate(() => document.body.innerText.match(/\b[a-z]+\.(?:[a-z]\w*\.)*[a-z][A-Za-z]+[A-Z]\w*\b(?!\()/g) ?? [])
