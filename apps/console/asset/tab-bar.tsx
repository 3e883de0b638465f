import { useEffect, useRef, useState, type ReactNode } from 'react'

export type TabItem<K extends string> = { key: K; label: ReactNode; content: ReactNode }

type TabBarProps<K extends string> = {
  /** What the tabs are of, for those who hear them. */
  label: string
  items: readonly TabItem<K>[]
  active: K
  choose(key: K): void
}

/** Tells the styles at which edge there is more than is in sight. */
const markEdges = (list: HTMLElement): void => {
  const { scrollLeft, clientWidth, scrollWidth } = list
  list.toggleAttribute('data-more-before', scrollLeft > 1)
  list.toggleAttribute('data-more-after', scrollLeft + clientWidth < scrollWidth - 1)
}

/**
 * Tabs that scroll sideways where there is no room, the active one always in sight. What has been opened stays as it was
 * left. One stop for Tab; the arrows, Home and End go from one to the next.
 */
export const TabBar = <K extends string>({ label, items, active, choose }: TabBarProps<K>) => {
  const bar = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<ReadonlySet<K>>(new Set([active]))
  if (!opened.has(active)) setOpened(new Set([...opened, active]))
  useEffect(() => {
    const list = bar.current
    const tab = list?.querySelector<HTMLElement>(`[data-tab="${active}"]`)
    if (!list || !tab) return
    const mark = () => markEdges(list)
    const show = () => {
      list.scrollLeft = Math.max(0, tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2)
      mark()
    }
    show()
    const observer = new ResizeObserver(show)
    // A mark that comes later makes its tab wider and pushes the active one out of sight.
    for (const one of [list, ...list.children]) observer.observe(one)
    list.addEventListener('scroll', mark, { passive: true })
    return () => {
      observer.disconnect()
      list.removeEventListener('scroll', mark)
    }
  }, [active])
  const walk = (event: React.KeyboardEvent) => {
    const at = items.findIndex(({ key }) => key === active)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 }[event.key]
    const next = to === undefined ? undefined : items[(to + items.length) % items.length]
    if (!next) return
    event.preventDefault()
    event.stopPropagation()
    choose(next.key)
    bar.current?.querySelector<HTMLElement>(`[data-tab="${next.key}"]`)?.focus()
  }
  return (
    <>
      <div ref={bar} className="tab-bar" role="tablist" aria-label={label} onKeyDown={walk}>
        {items.map(({ key, label: name }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`tab-${key}`}
            data-tab={key}
            aria-selected={key === active}
            aria-controls={`pane-${key}`}
            tabIndex={key === active ? 0 : -1}
            onClick={() => choose(key)}
          >
            {name}
          </button>
        ))}
      </div>
      {items.map(({ key, content }) => (
        <div
          key={key}
          role="tabpanel"
          id={`pane-${key}`}
          aria-labelledby={`tab-${key}`}
          className="tab-pane"
          hidden={key !== active}
        >
          {opened.has(key) ? content : null}
        </div>
      ))}
    </>
  )
}
