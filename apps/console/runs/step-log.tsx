import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePreference } from '../components/preference.ts'
import { hitsIn, piecesOf, type LogLine } from './log-lines.ts'
import { LogTools } from './log-tools.tsx'

const linePixels = 20
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'

type StepLogProps = {
  name: string
  lines: readonly LogLine[]
  /** More is to come. */
  going: boolean
}

/** What a step said: searched through, wrapped or not, followed to its end. */
export const StepLog = ({ name, lines, going }: StepLogProps) => {
  const { t, i18n } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const [wrapped, wrap] = usePreference('log.wrapped', true, isFlag)
  const [following, setFollowing] = useState(going)
  const [wanted, setWanted] = useState('')
  const [current, setCurrent] = useState(0)
  const hits = useMemo(() => hitsIn(lines, wanted), [lines, wanted])
  const byLine = useMemo(
    () =>
      Map.groupBy(
        hits.map((hit, number) => ({ ...hit, number })),
        ({ index }) => index,
      ),
    [hits],
  )
  const clock = useMemo(
    () =>
      new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }),
    [i18n.language],
  )
  const longest = useMemo(() => lines.reduce((most, { line }) => Math.max(most, line.length), 0), [lines])
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePixels,
    overscan: 20,
  })
  useLayoutEffect(() => virtual.measure(), [virtual, wrapped])
  useEffect(() => {
    if (following && lines.length > 0) virtual.scrollToIndex(lines.length - 1)
  }, [following, lines.length, virtual])
  const reveal = (number: number) => {
    setCurrent(number)
    setFollowing(false)
    const hit = hits[number]
    if (hit) virtual.scrollToIndex(hit.index, { align: 'center' })
  }
  // The first hit is shown while one still types.
  useEffect(() => {
    setCurrent(0)
    if (wanted.trim() === '') return
    const [first] = hitsIn(lines, wanted)
    if (first) virtual.scrollToIndex(first.index, { align: 'center' })
    // oxlint-disable-next-line react/exhaustive-deps -- new lines do not take one back to the first hit
  }, [wanted, virtual])

  if (lines.length === 0) return <p className="faint log-none">{t(going ? 'runs.logWaiting' : 'runs.logNone')}</p>
  return (
    <section className="log-frame" aria-label={t('runs.log')}>
      <LogTools
        name={name}
        lines={lines}
        wanted={wanted}
        search={(word) => {
          setFollowing(false)
          setWanted(word)
        }}
        hits={hits.length}
        current={current}
        go={(by) => hits.length > 0 && reveal((current + by + hits.length) % hits.length)}
        wrapped={wrapped}
        wrap={wrap}
        following={following}
        follow={() => setFollowing(true)}
      />
      <div
        className={wrapped ? 'log mono wrapped' : 'log mono'}
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-label={t('runs.log')}
        data-testid="log"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          if (scrollHeight - scrollTop - clientHeight > 2 * linePixels) setFollowing(false)
        }}
      >
        <div
          className="log-lines"
          style={{ height: virtual.getTotalSize(), ...(wrapped ? {} : { minWidth: `${longest + 14}ch` }) }}
        >
          {virtual.getVirtualItems().map((row) => {
            const { at, line, attempt } = lines[row.index]!
            const newAttempt = attempt !== lines[row.index - 1]?.attempt && attempt > 1
            return (
              <div
                key={row.key}
                ref={wrapped ? virtual.measureElement : undefined}
                data-index={row.index}
                className={newAttempt ? 'log-line log-again' : 'log-line'}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <time dateTime={at}>{clock.format(new Date(at))}</time>
                {attempt > 1 ? <span className="amber">#{attempt}</span> : null}
                <span className={line.startsWith('$ ') ? 'log-command' : ''}>
                  {piecesOf(line, byLine.get(row.index) ?? []).map(({ text, hit }, i) =>
                    hit === undefined ? (
                      text
                    ) : (
                      <mark key={i} className={hit === current ? 'log-hit here' : 'log-hit'}>
                        {text}
                      </mark>
                    ),
                  )}
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </section>
  )
}
