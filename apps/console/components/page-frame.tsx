import { LeftOutlined } from '@ant-design/icons'
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, NavLink, useLocation } from 'react-router'
import { formatCount } from './figures.ts'
import './page-frame.css'

export type Crumb = { label: string; to: string }
export type Tab = { label: string; to: string; count?: number }

export type PageFrameProps = {
  title: string
  /** How many there are, beside the title. */
  count?: number | undefined
  /** One line under the title. */
  about?: ReactNode
  /** The way here, outermost first, without the page itself. */
  crumbs?: readonly Crumb[]
  /** The one primary button of the page; on a phone it lies under the thumb. */
  primary?: ReactNode
  /** Quieter buttons beside it. */
  actions?: ReactNode
  /** Pages of equal rank; each has its address. */
  tabs?: readonly Tab[]
  /** Stays in sight while the page scrolls. */
  toolbar?: ReactNode
  /** `page`: at most 1,440 px; `narrow`: forms and settings; `full`: timelines and walls. */
  width?: 'page' | 'narrow' | 'full'
  children: ReactNode
}

/** What every page stands in: where it is, what it is called, what can be done, and its content. */
export const PageFrame = (props: PageFrameProps) => {
  const { title, count, about, crumbs = [], primary, actions, tabs = [], toolbar, width = 'page', children } = props
  const { t, i18n } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => {
    document.title = t('components.page.title', { title })
  }, [t, title])
  useStuckPixels(frame, bar, toolbar !== undefined)
  return (
    <div ref={frame} className={`frame-page frame-${width}`}>
      <header className="frame-head">
        {crumbs.length > 0 ? <Crumbs crumbs={crumbs} /> : null}
        <div className="frame-line">
          <h1>
            {title}
            {count === undefined ? null : <span className="count">{formatCount(count, i18n.language)}</span>}
          </h1>
          {actions || primary ? (
            <div className="frame-actions">
              {actions}
              {primary ? <div className="frame-primary">{primary}</div> : null}
            </div>
          ) : null}
        </div>
        {about ? <div className="frame-about soft">{about}</div> : null}
      </header>
      {tabs.length > 0 ? <Tabs tabs={tabs} /> : null}
      {toolbar === undefined ? null : (
        <div ref={bar} className="frame-toolbar">
          {toolbar}
        </div>
      )}
      <div className="frame-content">{children}</div>
    </div>
  )
}

const Crumbs = ({ crumbs }: { crumbs: readonly Crumb[] }) => {
  const { t } = useTranslation()
  return (
    <nav className="frame-crumbs" aria-label={t('components.page.crumbs')}>
      <LeftOutlined className="frame-back" aria-hidden="true" />
      {crumbs.map(({ label, to }) => (
        <Link key={to} to={to} className="ellipsis">
          {label}
        </Link>
      ))}
    </nav>
  )
}

const Tabs = ({ tabs }: { tabs: readonly Tab[] }) => {
  const { t, i18n } = useTranslation()
  const { pathname } = useLocation()
  const bar = useRef<HTMLElement>(null)
  // Where there is no room for all, the one that is open is in sight.
  useLayoutEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>('[aria-current]')
    if (open) bar.current!.scrollLeft = open.offsetLeft + open.offsetWidth / 2 - bar.current!.clientWidth / 2
  }, [pathname])
  return (
    <nav ref={bar} className="frame-tabs" aria-label={t('components.page.tabs')}>
      {tabs.map(({ label, to, count }) => (
        <NavLink key={to} to={to} end>
          {label}
          {count === undefined ? null : <span className="count">{formatCount(count, i18n.language)}</span>}
        </NavLink>
      ))}
    </nav>
  )
}

/** Tells what sticks below (a table's head) how high the toolbar is. */
const useStuckPixels = (
  frame: React.RefObject<HTMLDivElement | null>,
  bar: React.RefObject<HTMLDivElement | null>,
  shown: boolean,
) => {
  useLayoutEffect(() => {
    const toolbar = bar.current
    if (!shown || !toolbar) return
    const measure = () => frame.current?.style.setProperty('--stuck', `${toolbar.offsetHeight}px`)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(toolbar)
    return () => observer.disconnect()
  }, [frame, bar, shown])
}
