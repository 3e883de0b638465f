import { AppstoreOutlined, FilterOutlined, SearchOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { Badge, Button, Drawer, Input, Segmented, Select, type InputRef } from 'antd'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useKeys } from '../shell/keys.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { useNarrow } from '../theme/theme.tsx'
import { UploadButton } from '../uploads/upload-button.tsx'
import { useUploads } from '../uploads/uploads-context.ts'
import { Welcome } from '../welcome/welcome.tsx'
import { useGoing } from './actions.tsx'
import { AssetGrid } from './asset-grid.tsx'
import { useAssets } from './assets.ts'
import { Facets, useFacets } from './facets.tsx'
import { sorts, useFilter, type Filter } from './filter.ts'
import { SelectionBar } from './selection-bar.tsx'
import './library.css'

/** 素材: everything the station has, found by words, state, column and tag. */
export const LibraryPage = () => {
  const { t } = useTranslation()
  const { filter, view, change } = useFilter()
  const narrow = useNarrow()
  const { allowed, setColumn } = useUploads()
  const { assets: all, ...query } = useAssets(filter)
  const going = useGoing()
  const assets = useMemo(() => all.filter(({ id }) => !going.has(id)), [all, going])
  const { selected, select, clear } = useSelection(assets)
  const [focused, setFocused] = useState(-1)
  const search = useRef<InputRef>(null)
  const navigate = useNavigate()
  const facets = useFacets()

  useEffect(() => {
    setColumn(filter.column)
    return () => setColumn(undefined)
  }, [filter.column, setColumn])
  const step = (by: number) => setFocused((i) => Math.min(assets.length - 1, Math.max(0, i + by)))
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => assets[focused] && select(assets[focused].id, false),
    Enter: () => assets[focused] && void navigate(`/assets/${assets[focused].id}`),
    Escape: clear,
    '/': () => search.current?.focus(),
  })

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage()
  }, [isFetchingNextPage, fetchNextPage])
  const filtered = (['text', 'state', 'column', 'tag'] as const).some((key) => filter[key])
  const bare = assets.length === 0 && !filtered && !query.isPending && !query.error
  const total = facets.data?.states.reduce((sum, { count }) => sum + count, 0)
  const sort = (
    <Select
      value={filter.sort ?? 'newest'}
      onChange={(value) => change({ sort: value })}
      options={sorts.map((value) => ({ value, label: t(`library.sorts.${value}`) }))}
      aria-label={t('library.sort')}
      popupMatchSelectWidth={false}
    />
  )
  return (
    <div className="page library">
      {narrow || bare ? null : <Facets filter={filter} change={change} />}
      <div className="library-main">
        <div className="page-head">
          <h1>
            {t('nav.library')}
            {total === undefined ? null : <span className="count">{total.toLocaleString()}</span>}
          </h1>
          <div className="grow" />
          {bare ? null : <SearchField text={filter.text ?? ''} change={change} field={search} />}
          {bare ? null : narrow ? <FilterDrawer filter={filter} change={change} sort={sort} /> : sort}
          {bare ? null : (
            <Segmented
              value={view}
              onChange={(value) => change({ view: value === 'list' ? 'list' : undefined })}
              options={[
                { value: 'grid', icon: <AppstoreOutlined />, title: t('library.grid') },
                { value: 'list', icon: <UnorderedListOutlined />, title: t('library.list') },
              ]}
              aria-label={t('library.view')}
            />
          )}
          {allowed && !bare ? <UploadButton floating={narrow} /> : null}
        </div>
        {query.error && assets.length === 0 ? (
          <ErrorState error={query.error} again={() => void query.refetch()} />
        ) : query.isPending ? (
          <Skeleton rows={8} shape={view === 'grid' ? 'cards' : 'lines'} />
        ) : assets.length === 0 && !query.isPlaceholderData ? (
          <NothingHere filtered={filtered} change={change} />
        ) : (
          <AssetGrid
            assets={assets}
            view={view}
            selected={selected}
            select={select}
            focused={focused}
            more={more}
            hasMore={hasNextPage}
          />
        )}
        <SelectionBar assets={assets.filter(({ id }) => selected.has(id))} clear={clear} />
      </div>
    </div>
  )
}

type Change = (changes: Record<string, string | undefined>, options?: { replace?: boolean }) => void

const NothingHere = ({ filtered, change }: { filtered: boolean; change: Change }) => {
  const { t } = useTranslation()
  if (filtered) {
    return (
      <Empty title={t('library.noneFound')} detail={t('library.noneFoundDetail')}>
        <Button onClick={() => change({ text: undefined, state: undefined, column: undefined, tag: undefined })}>
          {t('library.clearFilters')}
        </Button>
      </Empty>
    )
  }
  return <Welcome />
}

const searchMilliseconds = 250

const SearchField = ({
  text,
  change,
  field,
}: {
  text: string
  change: Change
  field: React.RefObject<InputRef | null>
}) => {
  const { t } = useTranslation()
  const [value, setValue] = useState(text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const composing = useRef(false)
  useEffect(() => () => clearTimeout(timer.current), [])
  // The filter can be taken away elsewhere; while somebody types, the field leads.
  useEffect(() => {
    if (!field.current?.input?.matches(':focus')) setValue(text)
  }, [text, field])
  const search = (next: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change({ text: next.trim() || undefined }, { replace: true }), searchMilliseconds)
  }
  return (
    <Input
      ref={field}
      className="library-search"
      prefix={<SearchOutlined className="faint" />}
      placeholder={t('library.search')}
      aria-label={t('library.search')}
      allowClear
      value={value}
      maxLength={200}
      data-testid="library-search"
      onCompositionStart={() => {
        composing.current = true
      }}
      onCompositionEnd={(event) => {
        composing.current = false
        search(event.currentTarget.value)
      }}
      onChange={(event) => {
        setValue(event.target.value)
        if (!composing.current) search(event.target.value)
      }}
    />
  )
}

const FilterDrawer = ({ filter, change, sort }: { filter: Filter; change: Change; sort: React.ReactNode }) => {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const count = (['state', 'column', 'tag'] as const).filter((key) => filter[key]).length
  return (
    <>
      <Badge count={count} size="small">
        <Button icon={<FilterOutlined />} onClick={() => setOpen(true)} aria-label={t('library.filters')} />
      </Badge>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        placement="bottom"
        title={t('library.filters')}
        size="large"
        extra={sort}
      >
        <Facets filter={filter} change={change} />
      </Drawer>
    </>
  )
}

/** Which assets are chosen; with shift, everything from the last chosen to this one. */
const useSelection = (assets: readonly { id: string }[]) => {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string>(undefined)
  const select = (id: string, range: boolean) => {
    const from = range ? assets.findIndex((asset) => asset.id === last.current) : -1
    const to = assets.findIndex((asset) => asset.id === id)
    const ids = from === -1 ? [id] : assets.slice(Math.min(from, to), Math.max(from, to) + 1).map((asset) => asset.id)
    setSelected((before) => {
      const next = new Set(before)
      for (const one of ids) {
        if (before.has(id)) next.delete(one)
        else next.add(one)
      }
      return next
    })
    last.current = id
  }
  const clear = useCallback(() => setSelected(new Set()), [])
  return { selected, select, clear }
}
