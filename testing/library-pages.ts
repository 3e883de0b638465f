import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { accessibilityFaults } from './accessibility.ts'
import { picture } from './chromium.ts'

export type LibraryLook = {
  language?: 'zh-CN' | 'en'
  theme?: 'light' | 'dark'
  width?: 1440 | 390
  query?: string
  /** What must be on the page before it is looked at. */
  there?: string
}
type Visitor = { url: string; session: string; complaints: string[]; patience: number }

/** The library as somebody signed in sees it, in a browser of their own; what breaks on it is put to the complaints. */
export const openLibrary = async (browser: Browser, visitor: Visitor, look: LibraryLook = {}): Promise<Page> => {
  const { language = 'zh-CN', theme = 'light', width = 1440, query = '', there = '[data-testid=asset]' } = look
  const phone = width === 390
  const context = await browser.newContext({
    viewport: { width, height: phone ? 844 : 900 },
    locale: language,
    colorScheme: theme,
    reducedMotion: 'reduce',
    hasTouch: phone,
    isMobile: phone,
  })
  context.setDefaultTimeout(visitor.patience)
  await context.addCookies([{ name: 'rongmei_session', value: visitor.session, url: visitor.url }])
  await context.addInitScript(
    ([language, theme]) => {
      localStorage.setItem('rongmei.language', language!)
      localStorage.setItem('rongmei.theme', theme!)
    },
    [language, theme],
  )
  const page = await context.newPage()
  page.on('pageerror', (error) => visitor.complaints.push(error.message))
  await page.goto(`${visitor.url}/console/library${query}`)
  await page.locator(there).first().waitFor()
  return page
}

export const cards = (page: Page) => page.getByTestId('asset')
export const titled = (page: Page, title: string) => cards(page).filter({ hasText: title })
/** How many the title says there are. */
export const total = (page: Page) => page.locator('h1 .count').innerText()
export const counts = (page: Page, wanted: string) =>
  page.waitForFunction((wanted) => document.querySelector('h1 .count')?.textContent === wanted, wanted)
export const query = (page: Page) => decodeURIComponent(new URL(page.url()).search).replaceAll('+', ' ')
export const scrolled = (page: Page) => page.evaluate(() => Math.round(document.querySelector('#content')!.scrollTop))
/** The asset at which the keyboard stands. */
export const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[data-id]')?.getAttribute('data-id') ?? '')

/** A page that has come to rest is kept as a picture, hangs out nowhere, and is open to everybody (WCAG 2.2 AA). */
export const passes = async (page: Page, name: string): Promise<void> => {
  await page.waitForTimeout(350)
  await picture(page, name)
  const beyond = await page.evaluate(() => {
    const content = document.querySelector('#content')!
    return Math.max(document.documentElement.scrollWidth - innerWidth, content.scrollWidth - content.clientWidth)
  })
  assert.ok(beyond <= 0, `${name} reaches ${beyond} px beyond the screen`)
  assert.deepEqual(await accessibilityFaults(page), [], name)
}
