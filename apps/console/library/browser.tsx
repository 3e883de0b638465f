import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Asset } from '#services/vms'
import { useChanged } from '../components/changed.ts'
import { useScrollPlace } from '../components/scroll-place.ts'
import type { TableChoices } from '../components/table-choices.ts'
import { gridOf } from '../components/table-columns.ts'
import { TableHead } from '../components/table-head.tsx'
import { useNarrow, useTheme } from '../theme/theme.tsx'
import { AssetCard, type Hands } from './asset-card.tsx'
import { AssetLine } from './asset-line.tsx'
import { useBrowserKeys } from './browser-keys.ts'
import { counted } from './counted.ts'
import { takeUp } from './drag.ts'
import type { Sort, View } from './filter.ts'
import { sortAfter, tableSortOf } from './list-columns.tsx'
import '../components/data-table.css'
import { usePlace } from './place.ts'
import { useChosen, useIsChoosing, type Selection } from './selection.ts'

export type BrowserProps = {
  assets: readonly Asset[]
  view: View
  selection: Selection
  choices: TableChoices<Asset>
  sort: Sort
  onSort(sort: Sort): void
  /** These are those of the filter before; the right ones are on their way. */
  behind: boolean
  hasMore: boolean
  more(): void
  deeds: Readonly<Record<string, () => void>>
  mayDrag(asset: Asset): boolean
}

const leadPixels = 40
const headPixels = 40
const gapAbovePixels = 12
const idOf = ({ id }: Asset) => id
const versionOf = ({ version }: Asset) => version

type Layout = { kind: 'cards' | 'rows' | 'lines'; across: number; gapPixels: number; linePixels: number }

/** How many stand beside each other, and how high a line of them is. */
const layoutOf = (view: View, narrow: boolean, widthPixels: number, dense: boolean): Layout => {
  if (view === 'list') {
    if (narrow) return { kind: 'rows', across: 1, gapPixels: 0, linePixels: 88 }
    return { kind: 'lines', across: 1, gapPixels: 0, linePixels: dense ? 28 : 36 }
  }
  const gapPixels = narrow || dense ? 12 : 16
  const least = dense ? 176 : 220
  const across = narrow
    ? Math.max(2, Math.floor((widthPixels + gapPixels) / (240 + gapPixels)))
    : Math.max(1, Math.floor((widthPixels + gapPixels) / (least + gapPixels)))
  const cardPixels = (widthPixels - gapPixels * (across - 1)) / across
  const textPixels = narrow ? 82 : 58
  return {
    kind: 'cards',
    across,
    gapPixels,
    linePixels: Math.round((cardPixels * 9) / 16) + textPixels + 2 + gapPixels,
  }
}

/** Assets as cards or as a list, however many: only what is in sight is in the page. Both share choice, keys and place. */
export const AssetBrowser = (props: BrowserProps) => {
  const { assets, view, selection, choices, hasMore, more, deeds, mayDrag } = props
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const { density } = useTheme()
  const box = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  const { scroller, topPixels, widthPixels } = useScrollPlace(body)
  const stuckPixels = useStuckPixels(box, topPixels)
  const layout = layoutOf(view, narrow, widthPixels, density === 'dense')
  const { kind, across, gapPixels, linePixels } = layout
  const lines = Math.ceil(assets.length / across)
  const virtual = useVirtualizer({
    count: lines,
    getScrollElement: () => scroller,
    estimateSize: () => linePixels,
    overscan: kind === 'cards' ? 2 : 8,
    scrollMargin: topPixels,
    scrollPaddingStart: stuckPixels + (kind === 'lines' ? headPixels : gapAbovePixels),
    scrollPaddingEnd: 88,
  })
  useLayoutEffect(() => virtual.measure(), [virtual, linePixels])
  useSamePlace(virtual, layout, scroller, topPixels)
  usePlace(scroller, () => virtual.scrollOffset ?? 0, selection, widthPixels > 0 && assets.length > 0)

  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= lines - (kind === 'cards' ? 4 : 24)) more()
  }, [hasMore, last, lines, kind, more])

  const ids = useMemo(() => assets.map(idOf), [assets])
  const latest = useRef({ assets, ids, mayDrag })
  useEffect(() => {
    latest.current = { assets, ids, mayDrag }
  })
  const hands = useMemo<Hands>(
    () => ({
      selection,
      toggle: (id, range) => selection.toggle(id, range, latest.current.ids),
      drag(event, asset) {
        const { assets, mayDrag } = latest.current
        const chosen = selection.has(asset.id) ? assets.filter(({ id }) => selection.has(id)) : [asset]
        const mine = chosen.filter(mayDrag)
        if (mine.length === 0) return event.preventDefault()
        takeUp(event.dataTransfer, mine, t('library.dragging', counted(mine.length, i18n.language)))
      },
    }),
    [selection, t, i18n],
  )
  useBrowserKeys({
    box,
    ids,
    across,
    selection,
    start: () => {
      const covered = topPixels - stuckPixels
      return Math.max(0, Math.ceil(((scroller?.scrollTop ?? 0) - covered) / linePixels)) * across
    },
    reveal: (index) => virtual.scrollToIndex(Math.floor(index / across)),
    open: (id) => void navigate(`/assets/${id}`),
    deeds,
  })
  const changed = useChanged(assets, idOf, versionOf)
  const choosing = useIsChoosing(selection)
  const { template, leastPixels } = gridOf(choices.shown, choices.widths, selection.may ? leadPixels : 0)
  const shape = { '--columns': template, '--least': kind === 'lines' ? `${leastPixels}px` : 0, '--tools': '0px' }
  const classes = ['browser', `browser-${kind}`, kind === 'lines' && 'table', choosing && 'choosing']
  return (
    <div
      ref={box}
      className={classes.filter(Boolean).join(' ')}
      style={shape as React.CSSProperties}
      role="grid"
      aria-label={t('nav.library')}
      aria-multiselectable={selection.may}
      aria-busy={props.behind}
      aria-rowcount={kind === 'lines' ? lines + 1 : lines}
      data-testid="assets"
      data-view={view}
    >
      {kind === 'lines' ? <Head {...props} head={head} /> : null}
      <div
        ref={body}
        role="rowgroup"
        className={kind === 'lines' ? 'table-body' : undefined}
        onScroll={(event) => head.current?.scrollTo({ left: event.currentTarget.scrollLeft })}
      >
        <div role="presentation" className="table-space" style={{ height: virtual.getTotalSize() }}>
          {widthPixels === 0
            ? null
            : shown.map(({ index, start }) =>
                kind === 'lines' ? (
                  <AssetLine
                    key={ids[index]}
                    asset={assets[index]!}
                    index={index}
                    first={index === 0}
                    hands={hands}
                    columns={choices.shown}
                    topPixels={start - topPixels}
                    changed={changed.has(ids[index]!)}
                  />
                ) : (
                  <div
                    key={index}
                    role="row"
                    aria-rowindex={index + 1}
                    className="browser-line"
                    style={{
                      transform: `translateY(${start - topPixels}px)`,
                      gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
                      gap: gapPixels,
                      height: linePixels - gapPixels,
                    }}
                  >
                    {assets.slice(index * across, (index + 1) * across).map((asset, i) => (
                      <AssetCard key={asset.id} asset={asset} first={index === 0 && i === 0} hands={hands} />
                    ))}
                  </div>
                ),
              )}
        </div>
      </div>
    </div>
  )
}

type HeadProps = BrowserProps & { head: React.Ref<HTMLDivElement> }

/** The heads of the list; they alone need to know all that is chosen. */
const Head = ({ assets, selection, choices, sort, onSort, head }: HeadProps) => {
  const chosen = useChosen(selection)
  return (
    <TableHead
      ref={head}
      columns={choices.shown}
      choices={choices}
      query={{ sort: tableSortOf(sort), filters: {} }}
      onQuery={(query) => onSort(sortAfter(sort, query.sort))}
      selection={
        selection.may
          ? {
              chosen,
              toggle: (id, range) => selection.toggle(id, range, assets.map(idOf)),
              all: () => selection.set(assets.map(idOf)),
              clear: selection.clear,
            }
          : undefined
      }
      count={assets.length}
      hidden={false}
    />
  )
}

/** How much of the list's top the toolbar covers once it sticks; asked for only when that may have changed. */
const useStuckPixels = (box: React.RefObject<HTMLElement | null>, topPixels: number): number => {
  const [pixels, setPixels] = useState(0)
  useLayoutEffect(() => {
    if (box.current) setPixels(Number.parseFloat(getComputedStyle(box.current).getPropertyValue('--stuck')) || 0)
  }, [box, topPixels])
  return pixels
}

type Virtual = ReturnType<typeof useVirtualizer<HTMLElement, Element>>

/** When the lines take another shape (grid or list, a wider window), what stood at the top still does. */
const useSamePlace = (
  virtual: Virtual,
  { kind, across, linePixels }: Layout,
  scroller: HTMLElement | null,
  topPixels: number,
) => {
  const before = useRef({ across, linePixels, topPixels, shape: '' })
  const shape = `${kind} ${across}`
  useLayoutEffect(() => {
    const was = before.current
    if (scroller && was.shape !== '' && was.shape !== shape) {
      // Lower than before, the list may have been scrolled up by the browser already.
      const into = (virtual.scrollOffset ?? scroller.scrollTop) - was.topPixels
      if (into > was.linePixels) {
        const index = Math.round(into / was.linePixels) * was.across
        scroller.scrollTop = Math.floor(index / across) * linePixels + topPixels
      }
    }
    before.current = { across, linePixels, topPixels, shape: scroller ? shape : '' }
  }, [virtual, shape, across, linePixels, scroller, topPixels])
}
