import { Button, Select } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { PageFrame } from '../components/page-frame.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { useKeys } from '../shell/keys.ts'
import { useSession } from '../shell/session.tsx'
import { useNarrow } from '../theme/theme.tsx'
import { filtersOf, unfiltered, useAsked, type Asked, type Change } from './asked.ts'
import { Counts, CountsSheet } from './counts.tsx'
import { DictionaryButton } from './dictionary.tsx'
import { isAsking, useFound } from './found.ts'
import { PictureButton, PictureFound } from './picture.tsx'
import { Result } from './result.tsx'
import { Saved } from './saved.tsx'
import { SearchBox } from './search-box.tsx'
import './search.css'

/** 内容搜索: what is written and said in all assets, and the picture one has in hand. */
export const SearchPage = () => {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const { may } = useSession()
  const { asked, change } = useAsked()
  const [picture, setPicture] = useState<File>()
  const leavePicture = useCallback(() => setPicture(undefined), [])
  const asking = isAsking(asked)
  const search: Change = useCallback(
    (make) => {
      setPicture(undefined)
      change(make)
    },
    [change],
  )
  return (
    <PageFrame
      title={t('nav.search')}
      actions={
        <>
          {may('assets:read') ? <PictureButton take={setPicture} /> : null}
          <Saved asked={asked} change={search} />
          <DictionaryButton />
        </>
      }
      toolbar={
        <div className="search-tools">
          <SearchBox text={picture ? '' : asked.text} change={search} />
          {asking && !picture && narrow ? <CountsSheet asked={asked} change={search} /> : null}
          {asking && !picture ? (
            <Select
              value={asked.sort}
              onChange={(sort) => search((before) => ({ ...before, sort }))}
              options={(['best', 'newest'] as const).map((value) => ({ value, label: t(`search.sorts.${value}`) }))}
              aria-label={t('search.sort')}
              popupMatchSelectWidth={false}
            />
          ) : null}
        </div>
      }
    >
      {picture ? (
        <PictureFound key={`${picture.name}${picture.lastModified}`} file={picture} clear={leavePicture} />
      ) : asking ? (
        <div className="search-columns">
          {narrow ? null : (
            <aside className="search-rail">
              <Counts asked={asked} change={search} />
            </aside>
          )}
          <Results asked={asked} change={search} />
        </div>
      ) : (
        <Empty title={t('search.begin')} detail={t('search.beginDetail')} />
      )}
    </PageFrame>
  )
}

const Results = ({ asked, change }: { asked: Asked; change: Change }) => {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { items, first, ...query } = useFound(asked)
  const [focused, setFocused] = useState(-1)
  const step = (by: number) => {
    const next = Math.min(items.length - 1, Math.max(0, focused + by))
    setFocused(next)
    document.querySelectorAll('.search-result')[next]?.scrollIntoView({ block: 'nearest' })
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: () => items[focused] && void navigate(`/assets/${items[focused].id}`),
  })
  if (query.error && items.length === 0) return <ErrorState error={query.error} again={() => void query.refetch()} />
  if (query.isPending) {
    return (
      <div className="search-found">
        <Skeleton rows={6} />
      </div>
    )
  }
  const filters = filtersOf(asked)
  return (
    <div className="search-found" aria-busy={query.isPlaceholderData}>
      {first?.building ? <p className="search-note">{t('search.stillBuilding')}</p> : null}
      {first && first.how !== 'words' && items.length > 0 ? (
        <p className="search-note" data-testid="how">
          {t(`search.how.${first.how}`, { text: first.instead ?? asked.text })}
        </p>
      ) : null}
      {items.length === 0 ? (
        <Empty
          title={asked.text === '' ? t('search.none') : t('search.noneFor', { text: asked.text })}
          detail={filters > 0 ? t('search.noneFiltered') : t('search.noneDetail')}
        >
          {filters > 0 ? <Button onClick={() => change(unfiltered)}>{t('search.clearFilters')}</Button> : null}
        </Empty>
      ) : (
        <ul className="search-results" data-testid="results">
          {items.map((found, i) => (
            <Result key={found.id} found={found} text={first?.instead ?? asked.text} focused={i === focused} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('search.more')}
        </Button>
      ) : null}
    </div>
  )
}
