import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { api } from '../shell/api.ts'
import type { LogLine } from './log-lines.ts'

type Page = { cursor: string | undefined; items: LogLine[] }

const pageLines = 200
const mostPages = 100
const followMilliseconds = 1500

/** The log of a step. While the step runs it is followed: only the last page is fetched again, and those after it. */
export const useStepLog = (run: string, step: string, going: boolean) => {
  const pages = useRef<Page[]>([])
  return useQuery({
    queryKey: ['runs', 'log', run, step, going],
    queryFn: async ({ signal }) => {
      const last = pages.current.at(-1)
      let cursor = last?.cursor
      const kept = pages.current.slice(0, -1)
      for (;;) {
        const page = await api.runs.log({ run, step, limit: pageLines, ...(cursor ? { cursor } : {}) }, { signal })
        kept.push({ cursor, items: page.items })
        cursor = page.next
        if (!cursor || kept.length >= mostPages) break
      }
      pages.current = kept
      return kept.flatMap(({ items }) => items)
    },
    refetchInterval: going ? followMilliseconds : false,
  })
}
