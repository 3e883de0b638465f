import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTimecode } from '../shell/format.ts'
import { TimelineCanvas } from './timeline-canvas.tsx'
import { drawItems } from './timeline-draw.ts'
import { linesNeeded, neighbour, placeItems, type LaneItem } from './timeline-layout.ts'
import type { Strip, View } from './timeline-view.ts'

export type LaneRow = {
  label: string
  items: readonly LaneItem[]
  lane?: number
  heightPixels?: number
  press?: (item: LaneItem) => void
}

type TimelineLaneProps = { row: LaneRow; view: View; strip: Strip; seek(seconds: number): void }

/** More than this cannot be pressed one by one: they are drawn, and walked through by keyboard. */
const mostPressable = 120
const mostLines = 3
const linePixels = 20
const labelledPixels = 36

/** Stretches and moments on a row. One stop for Tab; the arrows go from one to the next, also out of sight. */
export const TimelineLane = ({ row, view, strip, seek }: TimelineLaneProps) => {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<string>()
  const { items, lane = 1 } = row
  const lines = useMemo(() => linesNeeded(items, mostLines), [items])
  const placed = useMemo(
    () => placeItems(items, view, strip.widthPixels, lines),
    [items, view, strip.widthPixels, lines],
  )
  const dense = placed.length > mostPressable
  const heightPixels = dense ? (row.heightPixels ?? 24) : lines * linePixels + 4
  const draw = useMemo(
    () => drawItems(dense ? items : [], view, { widthPixels: strip.widthPixels, heightPixels }, lane),
    [dense, items, view, strip.widthPixels, heightPixels, lane],
  )
  const pressable = dense ? placed.filter(({ item }) => item.id === active) : placed
  const stop = pressable.some(({ item }) => item.id === active) ? active : pressable[0]?.item.id

  const go = (item: LaneItem | undefined) => {
    if (!item) return
    setActive(item.id)
    seek(item.fromSeconds)
    // It may come into sight only with the window that follows.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-item="${item.id}"]`)?.focus()),
    )
  }
  const walk = (event: React.KeyboardEvent) => {
    const step = ({ ArrowRight: 1, ArrowLeft: -1 } as const)[event.key]
    if (step === undefined || event.shiftKey) return
    event.preventDefault()
    event.stopPropagation()
    go(neighbour(items, active ?? stop, step, view.fromSeconds))
  }
  const name = ({ label, fromSeconds, toSeconds }: LaneItem) =>
    [label, formatTimecode(fromSeconds, strip.framesPerSecond)]
      .concat(toSeconds === undefined ? [] : [formatTimecode(toSeconds, strip.framesPerSecond)])
      .join(' · ')
  return (
    <div
      ref={box}
      className="strip-items"
      role="group"
      aria-label={t('components.timeline.lane', { name: row.label, count: items.length })}
      style={{ height: heightPixels, '--hue': `var(--lane-${lane})` } as React.CSSProperties}
      onKeyDown={walk}
      {...(dense
        ? {
            tabIndex: stop ? -1 : 0,
            onFocus: (e: React.FocusEvent) => e.target === e.currentTarget && setActive(placed[0]?.item.id),
          }
        : {})}
    >
      {dense ? <TimelineCanvas widthPixels={strip.widthPixels} heightPixels={heightPixels} draw={draw} /> : null}
      {pressable.map(({ item, leftPixels, widthPixels, line }) => (
        <button
          key={item.id}
          type="button"
          data-item={item.id}
          className={`strip-item ${item.toSeconds === undefined ? 'moment' : ''} ${item.tone ? `tone-${item.tone}` : ''}`}
          style={{ ...seen(leftPixels, widthPixels), top: 2 + line * linePixels }}
          tabIndex={item.id === stop ? 0 : -1}
          aria-label={name(item)}
          title={name(item)}
          onFocus={() => setActive(item.id)}
          onClick={() => {
            setActive(item.id)
            seek(item.fromSeconds)
            row.press?.(item)
          }}
        >
          {item.toSeconds !== undefined && widthPixels > labelledPixels ? <span>{item.label}</span> : null}
        </button>
      ))}
    </div>
  )
}

/** Where an item is drawn: what began before the window begins at its edge, so that its name can be read. */
const seen = (leftPixels: number, widthPixels: number) => {
  const cut = Math.min(Math.max(0, -leftPixels), Math.max(0, widthPixels - 3))
  return { insetInlineStart: leftPixels + cut, width: widthPixels - cut }
}
