import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from 'antd'
import type { Asset } from '#services/vms'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { useTableChoices } from '../components/table-choices.ts'
import { useSession } from '../shell/session.tsx'
import { useNarrow } from '../theme/theme.tsx'
import { UploadButton } from '../uploads/upload-button.tsx'
import { useUploads } from '../uploads/uploads-context.ts'
import { Welcome } from '../welcome/welcome.tsx'
import { useAssets, wantedOf } from './assets.ts'
import { AssetBrowser } from './browser.tsx'
import { useBelow, useCollections, useFacets, useRights } from './catalogue.ts'
import { Chips } from './chips.tsx'
import { useChoice } from './choice.ts'
import { CollectionHead } from './collection-head.tsx'
import { ColumnsDrawer } from './columns-drawer.tsx'
import { useDeeds } from './deeds.tsx'
import { Facets } from './facets.tsx'
import { asked as askedFor, everything, isFiltered, type Filter } from './filter.ts'
import { useListColumns } from './list-columns.tsx'
import { useLive } from './live.ts'
import { NewsPill } from './news-pill.tsx'
import { Questions } from './questions.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { openSelection, useChosen } from './selection.ts'
import { useToday } from './today.ts'
import { Toolbar } from './toolbar.tsx'
import { useFilter } from './use-filter.ts'
import './browser.css'
import './facets.css'
import './library.css'

/** 素材: everything the station has, found by words and filters, and worked on many at a time. */
export const LibraryPage = () => {
  const { t } = useTranslation()
  const { filter, view, change, look } = useFilter()
  const narrow = useNarrow()
  const { may } = useSession()
  const { allowed, setColumn } = useUploads()
  const below = useBelow()
  const ready = filter.column.length === 0 || below !== undefined
  const today = useToday()
  const asked = useMemo(
    () => (ready ? askedFor(filter, below ?? alone, today) : undefined),
    [filter, below, ready, today],
  )
  const wanted = useMemo(() => asked && wantedOf(filter, asked), [filter, asked])
  const list = useAssets(wanted)
  const { assets } = list
  const facets = useFacets(asked, { enabled: asked !== undefined })
  const [selection] = useState(() => openSelection(may('assets:write') || may('assets:publish')))
  const [managing, setManaging] = useState(false)
  const main = useRef<HTMLDivElement>(null)
  const { news, bring } = useLive(wanted, () => isQuiet(main.current) && selection.chosen().size === 0)
  const deeds = useDeeds(wanted, selection.set)
  const { mayEdit } = useRights()
  const choices = useTableChoices('library', useListColumns())

  const byId = useMemo(() => new Map(assets.map((asset) => [asset.id, asset])), [assets])
  const chosenIds = useChosen(selection)
  const chosen = useMemo(() => [...chosenIds].flatMap((id) => byId.get(id) ?? []), [chosenIds, byId])
  useEffect(() => {
    if (!list.behind) selection.retain(new Set(byId.keys()))
  }, [byId, list.behind, selection])
  const { data: collections } = useCollections()
  const collection = collections?.find(({ id }) => id === filter.collection)
  const choice = useChoice({
    chosen,
    focused: () => byId.get(selection.focus() ?? ''),
    deeds,
    collection,
    clear: selection.clear,
    again: list.again,
  })

  useEffect(() => {
    setColumn(filter.column.length === 1 ? filter.column[0] : undefined)
    return () => setColumn(undefined)
  }, [filter.column, setColumn])
  const { more: fetchMore } = list
  const latestMore = useRef(fetchMore)
  useEffect(() => {
    latestMore.current = fetchMore
  })
  const more = useCallback(() => latestMore.current(), [])
  const move = useCallback((moved: readonly Asset[], column: string) => deeds.move(moved, column), [deeds])
  const manageColumns = useCallback(() => setManaging(true), [])

  const filtered = isFiltered(filter)
  const bare = assets.length === 0 && !filtered && !list.pending && !list.error && !list.behind
  // Whether the station has anything at all is not known yet: what a bare one does not show keeps its place, unseen.
  const unsure = list.pending && !filtered
  const total = totalOf(facets.data?.states, filter)
  const facetProps = { filter, asked, change, move, manageColumns }
  const beyond = list.hasMore && chosen.length === assets.length ? total : undefined
  return (
    <div className={bare ? 'library bare' : 'library'}>
      {narrow ? null : <aside className="rail">{bare || unsure ? null : <Facets {...facetProps} />}</aside>}
      <div ref={main} className="library-main">
        <PageFrame
          key={bare ? 'bare' : 'stocked'}
          title={t('nav.library')}
          count={bare ? undefined : total}
          width="full"
          primary={allowed && !bare && !narrow ? <UploadButton /> : undefined}
          toolbar={
            bare ? undefined : (
              <div className={unsure ? 'unsure' : undefined}>
                <Toolbar
                  filter={filter}
                  view={view}
                  change={change}
                  look={look}
                  choices={choices}
                  facets={facetProps}
                  total={total}
                />
                <Chips filter={filter} change={change} />
              </div>
            )
          }
        >
          {collection ? <CollectionHead collection={collection} left={() => change(withoutCollection)} /> : null}
          <NewsPill count={news} bring={bring} />
          {list.error && assets.length === 0 ? (
            <ErrorState error={list.error} again={list.again} />
          ) : list.pending ? (
            <Skeleton rows={12} shape={view === 'grid' ? 'cards' : 'lines'} />
          ) : bare ? (
            <Welcome />
          ) : assets.length === 0 ? (
            <NoneFound filter={filter} clear={() => change(({ sort }) => ({ ...everything, sort }))} />
          ) : (
            <AssetBrowser
              assets={assets}
              view={view}
              selection={selection}
              choices={choices}
              sort={filter.sort}
              onSort={(sort) => change((filter) => ({ ...filter, sort }))}
              behind={list.behind}
              hasMore={list.hasMore}
              more={more}
              deeds={choice.keys}
              mayDrag={mayEdit}
            />
          )}
          <SelectionBar choice={choice} assets={chosen} clear={selection.clear} beyond={beyond} />
        </PageFrame>
      </div>
      {allowed && !bare && narrow && chosen.length === 0 ? <UploadButton floating /> : null}
      <Questions choice={choice} />
      <ColumnsDrawer open={managing} close={() => setManaging(false)} />
    </div>
  )
}

const alone = (name: string) => [name]
const withoutCollection = ({ collection: _gone, ...filter }: Filter): Filter => filter

/** How many there are under the whole filter: the states are counted under all of it but the states. */
const totalOf = (states: { value: string; count: number }[] | undefined, { state }: Filter) =>
  states
    ?.filter(({ value }) => state.length === 0 || state.includes(value as Filter['state'][number]))
    .reduce((sum, { count }) => sum + count, 0)

const nearTopPixels = 40

/** Nobody is at the list: no pointer over it, no keyboard in it, and it is at its top. */
const isQuiet = (main: HTMLElement | null): boolean => {
  const list = main?.querySelector('[data-testid=assets]')
  const scroller = document.querySelector('#content')
  if (!list) return true
  return !list.matches(':hover') && !list.contains(document.activeElement) && (scroller?.scrollTop ?? 0) < nearTopPixels
}

const NoneFound = ({ filter, clear }: { filter: Filter; clear(): void }) => {
  const { t } = useTranslation()
  return (
    <Empty
      title={filter.text ? t('library.noneFoundFor', { text: filter.text }) : t('library.noneFound')}
      detail={t('library.noneFoundDetail')}
    >
      <Button onClick={clear}>{t('library.clearFilters')}</Button>
    </Empty>
  )
}
