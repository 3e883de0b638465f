import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../shell/api.ts'

type Line = { attempt: number; at: string; line: string }
type Page = { cursor: string | undefined; items: Line[] }

const pageLines = 200
const mostPages = 100
const followMilliseconds = 1500
const linePixels = 20

/** The log of a step. While the step runs it is followed: only the last page is fetched again, and those after it. */
export const StepLog = ({
  run,
  step,
  going,
  wanted,
}: {
  run: string
  step: string
  going: boolean
  wanted: string
}) => {
  const { t } = useTranslation()
  const pages = useRef<Page[]>([])
  const scroller = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const log = useQuery({
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
  const shown = useMemo(() => {
    const all = log.data ?? []
    const word = wanted.trim().toLowerCase()
    return word === '' ? all : all.filter(({ line }) => line.toLowerCase().includes(word))
  }, [log.data, wanted])
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePixels,
    overscan: 20,
  })
  useEffect(() => {
    if (following && shown.length > 0) virtual.scrollToIndex(shown.length - 1)
  }, [following, shown.length, virtual])

  if (log.data?.length === 0) return <p className="faint log-none">{t(going ? 'runs.logWaiting' : 'runs.logNone')}</p>
  if (log.data && shown.length === 0) return <p className="faint log-none">{t('runs.logNoMatch')}</p>
  return (
    <div className="log-frame">
      <div
        className="log mono"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-label={t('runs.log')}
        data-testid="log"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < 2 * linePixels)
        }
      >
        <div className="log-lines" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((row) => {
            const { at, line, attempt } = shown[row.index]!
            return (
              <div key={row.key} className="log-line" style={{ transform: `translateY(${row.start}px)` }}>
                <time dateTime={at}>{new Date(at).toLocaleTimeString('zh-CN', { hour12: false })}</time>
                {attempt > 1 ? <span className="amber">#{attempt}</span> : null}
                <span>{line}</span>
              </div>
            )
          })}
        </div>
      </div>
      {following ? null : (
        <Button size="small" className="log-follow" onClick={() => setFollowing(true)}>
          {t('runs.follow')}
        </Button>
      )}
    </div>
  )
}
