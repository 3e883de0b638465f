import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

type Violation = { id: string; nodes: { html: string }[] }
const axe = join(import.meta.dirname, '../node_modules/axe-core/axe.min.js')
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What axe finds on a page against WCAG 2.2 at level AA, a line for each rule with its first three places. */
export const accessibilityFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(await readFile(axe, 'utf8'))
  return page.evaluate(async (levels) => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }
    const { violations } = await axe.run({ runOnly: levels })
    return violations.map(({ id, nodes }) => {
      const places = nodes.slice(0, 3).map((node) => node.html.slice(0, 160))
      return `${id}: ${places.join(' | ')}`
    })
  }, levels)
}
