import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { DataTable } from '../components/data-table.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { api } from '../shell/api.ts'
import { formatBytes, formatDate } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { isFound } from './all-rows.ts'
import { NewStationDrawer, StationDrawer } from './station-drawer.tsx'
import { treeOf, type Branch } from './station-tree.ts'
import { StationUsage, UsedBy } from './station-usage.tsx'
import { useStationTabs } from './tabs.tsx'

const idOf = (station: Branch) => station.id
const nameOf = (station: Branch) => station.name

/** 本站: the station, what it stores, and the stations below it. */
export const StationPage = () => {
  const { t, i18n } = useTranslation()
  const { may, session } = useSession()
  const [query, setQuery] = useTableQuery()
  const detail = useDetail()
  const stations = useQuery({
    queryKey: ['stations'],
    queryFn: async ({ signal }) => (await api.access.stations({}, { signal })).items,
  })
  const tree = useMemo(() => treeOf(stations.data ?? [], i18n.language), [stations.data, i18n.language])
  const shown = tree.filter((station) => isFound(query.text, [station.name]))
  const mine = new Set(session.stations.map(({ id }) => id))
  const at = shown.findIndex((station) => station.id === detail.id)
  const step = (by: number) => {
    const next = at === -1 ? undefined : shown[at + by]
    return next ? () => detail.open(next.id) : undefined
  }
  const here = tree.find((station) => station.id === session.station)
  const quota = here?.quotaBytes
  return (
    <PageFrame
      title={here?.name ?? t('nav.station')}
      about={
        here
          ? t('station.about', {
              date: formatDate(here.createdAt, i18n.language),
              quota: quota === undefined ? t('station.noQuota') : t('station.quotaOf', { size: formatBytes(quota) }),
            })
          : '\u00a0'
      }
      tabs={useStationTabs()}
      primary={
        may('station:manage') ? (
          <Button type="primary" onClick={() => detail.open('new')} data-testid="new-station">
            {t('station.open')}
          </Button>
        ) : undefined
      }
    >
      <StationUsage />
      <h2 className="section-title">
        {t('station.stations')}
        {tree.length > 1 ? <span className="count">{tree.length}</span> : null}
      </h2>
      <DataTable<Branch>
        name="stations"
        label={t('station.stations')}
        columns={useColumns(mine)}
        rows={{
          ...rowsOf(shown),
          pending: stations.isPending,
          error: stations.error ?? undefined,
          again: () => void stations.refetch(),
        }}
        idOf={idOf}
        nameOf={nameOf}
        query={query}
        onQuery={setQuery}
        {...(tree.length > 8 ? { search: t('station.search') } : {})}
        open={(station) => detail.open(station.id)}
        current={detail.id}
        empty={<Empty title={t('station.noneSuch')} />}
      />
      <StationDrawer
        station={tree.find((station) => station.id === detail.id)}
        mine={detail.id !== undefined && mine.has(detail.id)}
        close={detail.close}
        previous={step(-1)}
        next={step(1)}
      />
      <NewStationDrawer open={detail.id === 'new'} close={detail.close} />
    </PageFrame>
  )
}

const useColumns = (mine: ReadonlySet<string>): Column<Branch>[] => {
  const { t, i18n } = useTranslation()
  const { session, enter } = useSession()
  const columns: Column<Branch>[] = [
    {
      key: 'name',
      title: t('station.name'),
      cell: (station) => (
        <span
          className="branch"
          style={{ '--depth': station.depth } as CSSProperties}
          data-testid="station"
          data-name={station.name}
        >
          {station.depth > 0 ? <i className="branch-line" aria-hidden="true" /> : null}
          <span className="ellipsis">{station.name}</span>
          {station.id === session.station ? <span className="chip tone-jade">{t('station.here')}</span> : null}
          {station.below > 0 && station.depth > 0 ? (
            <span className="faint">{t('station.below', { count: station.below })}</span>
          ) : null}
        </span>
      ),
      widthPixels: 280,
      grow: true,
    },
    {
      key: 'people',
      title: t('station.people'),
      cell: (station) => station.people ?? '–',
      widthPixels: 90,
      end: true,
    },
    {
      key: 'used',
      title: t('station.used'),
      cell: (station) =>
        mine.has(station.id) ? (
          <UsedBy station={station.id} quotaBytes={station.quotaBytes} />
        ) : station.quotaBytes === undefined ? (
          <span className="faint">{t('station.noQuota')}</span>
        ) : (
          <span className="numerals">{t('station.quotaOf', { size: formatBytes(station.quotaBytes) })}</span>
        ),
      widthPixels: 260,
    },
    {
      key: 'since',
      title: t('station.opened'),
      cell: (station) => <time className="numerals">{formatDate(station.createdAt, i18n.language)}</time>,
      widthPixels: 120,
      card: 'about',
    },
  ]
  if (mine.size < 2) return columns
  return [
    ...columns,
    {
      key: 'enter',
      title: t('station.go'),
      cell: (station) =>
        mine.has(station.id) && station.id !== session.station ? (
          <Button size="small" onClick={() => enter(station.id)}>
            {t('station.enter')}
          </Button>
        ) : null,
      widthPixels: 96,
      card: 'state',
    },
  ]
}
