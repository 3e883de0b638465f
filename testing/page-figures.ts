import type { CDPSession, Page } from 'playwright-core'

/** What a person feels of a page, in the terms of the Core Web Vitals; bytes as they came over the wire. */
export type PageFigures = {
  lcpMilliseconds: number
  cls: number
  /** Of the slowest interaction so far; absent when nothing was done. */
  inpMilliseconds?: number
  scriptBytes: number
  allBytes: number
  requests: number
}

type Seen = { lcp: number; cls: number; inp: number }
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
    const seen: Seen = { lcp: 0, cls: 0, inp: 0 }
    window.seenVitals = seen
    let [span, began, last] = [0, 0, 0]
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.lcp = entry.startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (entry.hadRecentInput) continue
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
      const { lcp, cls, inp } = (await page.evaluate(() => window.seenVitals))!
      const acted = inp > 0 ? { inpMilliseconds: Math.round(inp) } : {}
      return {
        lcpMilliseconds: Math.round(lcp),
        cls: Math.round(cls * 1000) / 1000,
        ...acted,
        scriptBytes,
        allBytes,
        requests,
      }
    },
  }
}
