import { useVirtualizer } from '@tanstack/react-virtual'
import { Checkbox } from 'antd'
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset } from '#services/vms'
import { formatAgo, formatDuration } from '../shell/format.ts'
import { useNarrow } from '../theme/theme.tsx'
import type { View } from './filter.ts'
import { Poster } from './poster.tsx'
import { StateChip } from './state-chip.tsx'

const gapPixels = 16
const cardTextPixels = 58
const leastCardPixels = 216

export type GridProps = {
  assets: readonly Asset[]
  view: View
  selected: ReadonlySet<string>
  select(id: string, range: boolean): void
  focused: number
  more(): void
  hasMore: boolean
}

/** Assets as cards or rows; only what is in sight is in the page. */
export const AssetGrid = ({ assets, view, selected, select, focused, more, hasMore }: GridProps) => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const box = useRef<HTMLDivElement>(null)
  const { width, top } = useBox(box)
  const gap = narrow ? 12 : gapPixels
  const columns = view === 'list' ? 1 : Math.max(narrow ? 2 : 1, Math.floor((width + gap) / (leastCardPixels + gap)))
  const cardPixels = (width - gap * (columns - 1)) / columns
  const rowPixels = view === 'list' ? (narrow ? 84 : 64) : Math.round((cardPixels * 9) / 16) + cardTextPixels + gap
  const rows = Math.ceil(assets.length / columns)
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => document.querySelector('#content'),
    estimateSize: () => rowPixels,
    overscan: 3,
    scrollMargin: top,
  })
  useLayoutEffect(() => virtual.measure(), [virtual, rowPixels])

  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= rows - 3) more()
  }, [hasMore, last, rows, more])
  useEffect(() => {
    if (focused >= 0) virtual.scrollToIndex(Math.floor(focused / columns))
  }, [focused, columns, virtual])

  return (
    <div
      ref={box}
      className={view === 'list' ? 'asset-rows' : 'asset-grid'}
      style={{ height: virtual.getTotalSize() }}
      role="list"
      aria-label={t('nav.library')}
      data-testid="assets"
    >
      {width === 0
        ? null
        : items.map((row) => (
            <div
              key={row.key}
              className="asset-line"
              role="presentation"
              style={{
                transform: `translateY(${row.start - top}px)`,
                gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                gap,
                height: rowPixels,
              }}
            >
              {assets.slice(row.index * columns, (row.index + 1) * columns).map((asset, i) => (
                <Item
                  key={asset.id}
                  asset={asset}
                  view={view}
                  selected={selected.has(asset.id)}
                  anySelected={selected.size > 0}
                  focused={row.index * columns + i === focused}
                  select={select}
                />
              ))}
            </div>
          ))}
    </div>
  )
}

type ItemProps = {
  asset: Asset
  view: View
  selected: boolean
  anySelected: boolean
  focused: boolean
  select(id: string, range: boolean): void
}

const Item = ({ asset, view, selected, anySelected, focused, select }: ItemProps) => {
  const { t, i18n } = useTranslation()
  const classes = [
    view === 'list' ? 'asset-row' : 'asset-card',
    selected && 'selected',
    focused && 'focused',
    anySelected && 'picking',
  ]
  const about = [asset.column, asset.createdBy, formatAgo(asset.createdAt, i18n.language)].filter(Boolean).join(' · ')
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      role="listitem"
      data-testid="asset"
      data-id={asset.id}
      data-state={asset.state}
    >
      <Checkbox
        className="asset-check"
        checked={selected}
        aria-label={t('library.selectOne', { title: asset.title })}
        onChange={(event) => select(asset.id, (event.nativeEvent as MouseEvent).shiftKey)}
      />
      <Link to={`/assets/${asset.id}`} className="asset-link">
        <Poster asset={asset} />
        <div className="asset-text">
          <div className="asset-title" title={asset.title}>
            {asset.title}
          </div>
          <div className="asset-about faint ellipsis">{about}</div>
        </div>
        {view === 'list' && asset.durationSeconds !== undefined ? (
          <span className="asset-duration soft numerals">{formatDuration(asset.durationSeconds)}</span>
        ) : null}
        <div className="asset-state">
          <StateChip state={asset.state} progress={asset.progress} />
        </div>
      </Link>
    </div>
  )
}

/** How wide a box is, and how far down in the page it begins. */
const useBox = (box: RefObject<HTMLDivElement | null>) => {
  const [size, setSize] = useState({ width: 0, top: 0 })
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      const scroller = document.querySelector('#content')
      const top =
        element.getBoundingClientRect().top - (scroller?.getBoundingClientRect().top ?? 0) + (scroller?.scrollTop ?? 0)
      setSize((before) =>
        before.width === element.clientWidth && before.top === top ? before : { width: element.clientWidth, top },
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return size
}
