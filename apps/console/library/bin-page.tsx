import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago, Duration } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { api } from '../shell/api.ts'
import { problemText } from '../shell/problem.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'
import { useNow } from '../shell/use-now.ts'
import { useFacets, useRights } from './catalogue.ts'
import { counted } from './counted.ts'
import { ConfirmName } from './confirm-name.tsx'
import { useDeeds } from './deeds.tsx'
import { useHidden } from './hidden.ts'
import { TitleCell } from './list-columns.tsx'
import { useOutcomes } from './outcomes.tsx'
import { StateChip } from './state-chip.tsx'
import './browser.css'
import './library.css'

const dayMilliseconds = 86_400_000
const soonDays = 3
const atOnce = 200
const idOf = ({ id }: Asset) => id
const nameOf = ({ title }: Asset) => title
const hrefOf = ({ id }: Asset) => `/assets/${id}`

/** 回收站: what was deleted, how long it stays, brought back or deleted for good. */
export const BinPage = () => {
  const { t, i18n } = useTranslation()
  const [query, setQuery] = useTableQuery()
  const { mayDelete, mayEdit } = useRights()
  const settings = useQuery({
    queryKey: ['vms', 'settings'],
    queryFn: ({ signal }) => api.vms.settings({}, { signal }),
  })
  const facets = useFacets()
  const queries = useQueryClient()
  const rows = useRows(['assets', 'bin', query], (asked, options) =>
    api.vms.list({ ...asked, inBin: true, sort: 'changed', ...(query.text ? { text: query.text } : {}) }, options),
  )
  const refresh = useGathered(() => {
    void queries.invalidateQueries({ queryKey: ['assets', 'bin'] })
    void queries.invalidateQueries({ queryKey: ['facets'] })
  })
  useRoom('assets', refresh)
  const hidden = useHidden()
  const shown = useMemo(() => ({ ...rows, items: rows.items.filter(({ id }) => !hidden.has(id)) }), [rows, hidden])
  const { restore } = useDeeds()
  const [purging, setPurging] = useState<readonly Asset[]>()
  const { purge, purgeAll } = usePurge(refresh)
  const [emptying, setEmptying] = useState(false)
  const columns = useBinColumns(settings.data?.binDays, (asset) => mayDelete(asset) && restore([asset]))
  const count = facets.data?.inBin
  const bulk = (items: readonly Asset[], clear: () => void) => {
    const mine = items.filter(mayDelete)
    if (mine.length === 0) return <span className="faint">{t('bin.notYours')}</span>
    const restoring = () => {
      clear()
      restore(mine)
    }
    return (
      <>
        <Button type="primary" onClick={restoring} data-testid="bulk-restore">
          {t('bin.restore')}
        </Button>
        <Button danger onClick={() => setPurging(mine)} data-testid="bulk-purge">
          {t('bin.purge')}
        </Button>
      </>
    )
  }
  return (
    <PageFrame
      title={t('bin.title')}
      count={count}
      crumbs={[{ label: t('nav.library'), to: '/library' }]}
      about={settings.data ? t('bin.about', counted(settings.data.binDays, i18n.language)) : undefined}
      actions={
        mayEdit({}) && count ? (
          <Button danger onClick={() => setEmptying(true)} data-testid="empty-bin">
            {t('bin.empty')}
          </Button>
        ) : undefined
      }
    >
      <div data-testid="bin">
        <DataTable<Asset>
          name="bin"
          label={t('bin.title')}
          columns={columns}
          rows={shown}
          idOf={idOf}
          nameOf={nameOf}
          hrefOf={hrefOf}
          query={query}
          onQuery={setQuery}
          search={t('library.search')}
          total={count}
          bulk={bulk}
          empty={
            query.text ? (
              <Empty title={t('library.noneFoundFor', { text: query.text })} detail={t('library.noneFoundDetail')} />
            ) : (
              <Empty kind="done" title={t('bin.none')} detail={t('bin.noneDetail')} />
            )
          }
        />
      </div>
      <ConfirmName
        open={purging !== undefined}
        close={() => setPurging(undefined)}
        title={t('bin.purgeTitle', counted(purging?.length ?? 0, i18n.language))}
        lead={t('bin.purgeLead')}
        word={purging?.length === 1 ? purging[0]!.title : String(purging?.length ?? 0)}
        ok={t('bin.purge')}
        confirm={() => void purge(purging!)}
      />
      <ConfirmName
        open={emptying}
        close={() => setEmptying(false)}
        title={t('bin.empty')}
        lead={t('bin.emptyLead', counted(count ?? 0, i18n.language))}
        word={t('bin.emptyWord')}
        ok={t('bin.empty')}
        confirm={() => void purgeAll()}
      />
    </PageFrame>
  )
}

/** Deletes for good, under the person's eyes. */
const usePurge = (refresh: () => void) => {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const { follow } = useOutcomes()
  const purge = async (assets: readonly Asset[]) => {
    const { done } = await follow(t('bin.purging'), assets, (ids) => api.vms.bulk({ ids, action: { kind: 'purge' } }))
    if (done.length > 0) void message.success(t('bin.purged', counted(done.length, i18n.language)))
    refresh()
  }
  const purgeAll = async () => {
    const all: Asset[] = []
    try {
      for (let cursor: string | undefined; ;) {
        const page = await api.vms.list({ inBin: true, limit: atOnce, ...(cursor ? { cursor } : {}) })
        all.push(...page.items)
        if (!page.next) break
        cursor = page.next
      }
    } catch (error) {
      return void message.error(problemText(error), 6)
    }
    if (all.length > 0) await purge(all)
  }
  return { purge, purgeAll }
}

const useBinColumns = (binDays: number | undefined, restore: (asset: Asset) => void): Column<Asset>[] => {
  const { t, i18n } = useTranslation()
  const now = useNow(false)
  const { mayDelete } = useRights()
  const daysLeft = useCallback(
    ({ deletedAt }: Asset) =>
      binDays === undefined || !deletedAt
        ? undefined
        : Math.max(0, Math.ceil(binDays - (now - Date.parse(deletedAt)) / dayMilliseconds)),
    [binDays, now],
  )
  return [
    {
      key: 'title',
      title: t('library.columns.title'),
      cell: (asset) => <TitleCell asset={asset} />,
      grow: true,
      widthPixels: 300,
    },
    {
      key: 'left',
      title: t('bin.left'),
      cell: (asset) => {
        const days = daysLeft(asset)
        if (days === undefined) return null
        return (
          <span className={days <= soonDays ? 'amber' : undefined}>
            {days === 0 ? t('bin.goesToday') : t('bin.days', counted(days, i18n.language))}
          </span>
        )
      },
      widthPixels: 112,
      card: 'state',
    },
    {
      key: 'deletedAt',
      title: t('bin.deletedAt'),
      cell: ({ deletedAt }) => (deletedAt ? <Ago at={deletedAt} /> : null),
      widthPixels: 112,
      card: 'about',
    },
    {
      key: 'deletedBy',
      title: t('bin.deletedBy'),
      cell: ({ deletedBy }) => <span className="ellipsis">{deletedBy}</span>,
      widthPixels: 128,
      card: 'about',
    },
    {
      key: 'state',
      title: t('bin.stateBefore'),
      cell: ({ state }) => <StateChip state={state} progress={0} look="plain" ring={false} />,
      widthPixels: 128,
      card: 'off',
    },
    {
      key: 'column',
      title: t('library.columns.column'),
      cell: ({ column }) => <span className="ellipsis">{column}</span>,
      widthPixels: 120,
      card: 'off',
    },
    {
      key: 'duration',
      title: t('library.columns.duration'),
      cell: ({ durationSeconds }) => <Duration seconds={durationSeconds} />,
      widthPixels: 88,
      end: true,
      card: 'off',
    },
    {
      key: 'restore',
      title: t('bin.restore'),
      cell: (asset) =>
        mayDelete(asset) ? (
          <Button size="small" onClick={() => restore(asset)} data-testid="restore">
            {t('bin.restore')}
          </Button>
        ) : null,
      widthPixels: 96,
    },
  ]
}
