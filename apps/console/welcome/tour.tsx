import { useQuery } from '@tanstack/react-query'
import { Tour } from 'antd'
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { TourContext } from './tour-context.ts'
import { stopsFor, type Stop } from './tour-stops.ts'

const patienceMilliseconds = 4000
const lookEveryMilliseconds = 100

/** A walk past the real things: each stop opens the page it is on and points at what is there. */
export const TourProvider = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const [at, setAt] = useState<number>()
  const assets = useQuery({
    queryKey: ['assets', 'newest'],
    queryFn: ({ signal }) => api.vms.list({ limit: 20 }, { signal }),
    enabled: at !== undefined && may('assets:read'),
  })
  // At one that came in whole there is something to point at.
  const newest = assets.data?.items ?? []
  const asset = (newest.find(({ playable, state }) => playable && state !== 'failed') ?? newest[0])?.id
  const stops = useMemo(() => stopsFor(may, asset), [may, asset])
  const stop = at === undefined ? undefined : stops[at]
  const target = useTarget(stop, pathname)

  const go = useCallback(
    (next: number | undefined) => {
      setAt(next)
      const to = next === undefined ? undefined : stops[next]?.to
      if (to) void navigate(to)
    },
    [stops, navigate],
  )
  const value = useMemo(() => ({ start: () => go(0) }), [go])
  return (
    <TourContext value={value}>
      {children}
      {stop && at !== undefined ? (
        <Tour
          open
          current={at}
          onChange={go}
          onClose={() => go(undefined)}
          onFinish={() => go(undefined)}
          steps={stops.map((one) => ({
            title: t(`tour.${one.key}.title`),
            description: t(`tour.${one.key}.detail`),
            target: one === stop && target ? () => target : null,
            nextButtonProps: { children: one === stops.at(-1) ? t('tour.end') : t('tour.next') },
            prevButtonProps: { children: t('tour.before') },
          }))}
          indicatorsRender={whichStop}
          rootClassName="tour"
        />
      ) : null}
    </TourContext>
  )
}

const whichStop = (current: number, total: number) => (
  <span className="faint numerals">{`${current + 1} / ${total}`}</span>
)

/** The thing a stop points at, once it is on the page; nothing when it does not come. */
const useTarget = (stop: Stop | undefined, pathname: string): HTMLElement | undefined => {
  const [found, setFound] = useState<{ stop: Stop; element: HTMLElement }>()
  useEffect(() => {
    if (!stop) return
    const until = Date.now() + patienceMilliseconds
    const look = () => {
      const element = [...document.querySelectorAll<HTMLElement>(stop.target)].find((one) => one.offsetParent)
      if (!element && Date.now() < until) return
      clearInterval(timer)
      if (!element) return
      element.scrollIntoView({ block: 'nearest' })
      setFound({ stop, element })
    }
    const timer = setInterval(look, lookEveryMilliseconds)
    look()
    return () => clearInterval(timer)
  }, [stop, pathname])
  return found && found.stop === stop ? found.element : undefined
}
