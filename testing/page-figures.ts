import type { CDPSession, Page } from 'playwright-core'

/** What a person feels of a page, in the terms of the Core Web Vitals; bytes as they came over the wire. */
export type PageFigures = {
  lcpMilliseconds: number
  cls: number
  /** What moved, in words for a person who looks for the cause: element, from where, to where. */
  moved: string[]
  /** Of the slowest interaction so far; absent when nothing was done. */
  inpMilliseconds?: number
  scriptBytes: number
  allBytes: number
  requests: number
}

type Seen = { lcp: number; cls: number; inp: number; moved: string[] }
type Shift = PerformanceEntry & {
  value: number
  hadRecentInput: boolean
  sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
}
declare global {
  interface Window {
    seenVitals?: Seen
  }
}

/** Begins to watch a page before its first byte; `read` answers what was seen. */
export const watchFigures = async (page: Page): Promise<{ cdp: CDPSession; read(): Promise<PageFigures> }> => {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  const kinds = new Map<string, string>()
  let [scriptBytes, allBytes, requests] = [0, 0, 0]
  cdp.on('Network.responseReceived', ({ requestId, type }) => void kinds.set(requestId, type))
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    requests += 1
    allBytes += encodedDataLength
    if (kinds.get(requestId) === 'Script') scriptBytes += encodedDataLength
  })
  await page.addInitScript(() => {
    const seen: Seen = { lcp: 0, cls: 0, inp: 0, moved: [] }
    window.seenVitals = seen
    let [span, began, last] = [0, 0, 0]
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.lcp = entry.startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) {
        if (entry.hadRecentInput) continue
        for (const { node, previousRect: was, currentRect: is } of entry.sources) {
          const element = node instanceof Element ? node : node?.parentElement
          const name = `${element?.tagName.toLowerCase()}.${element?.className}`
          const place = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ')
          seen.moved.push(`${name} ${place(was)} → ${place(is)} by ${entry.value.toFixed(3)}`)
        }
        // Shifts within a second of one another, in a span of at most five, count together.
        const together = entry.startTime - last < 1000 && entry.startTime - began < 5000
        span = together ? span + entry.value : entry.value
        if (!together) began = entry.startTime
        last = entry.startTime
        seen.cls = Math.max(seen.cls, span)
      }
    }).observe({ type: 'layout-shift', buffered: true })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[]) {
        if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration)
      }
    }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
  })
  return {
    cdp,
    async read() {
      const { lcp, cls, inp, moved } = (await page.evaluate(() => window.seenVitals))!
      const acted = inp > 0 ? { inpMilliseconds: Math.round(inp) } : {}
      return {
        lcpMilliseconds: Math.round(lcp),
        cls: Math.round(cls * 1000) / 1000,
        moved,
        ...acted,
        scriptBytes,
        allBytes,
        requests,
      }
    },
  }
}
