import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReuseRow } from '#services/dna'
import type { Asset } from '#services/vms'
import { DataTable } from '../components/data-table.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { assetsById } from '../library/assets-by-id.ts'
import { midnight } from '../library/filter.ts'
import { Moment } from '../library/moment.tsx'
import { api } from '../shell/api.ts'
import { csvOf } from '../shell/csv.ts'
import { formatDuration } from '../shell/format.ts'
import { saveText } from '../shell/save-text.ts'
import { useDnaNews } from './match-data.ts'
import { ReuseDrawer } from './reuse-drawer.tsx'
import { useDnaTabs } from './tabs.ts'

type Reused = { row: ReuseRow; asset: Asset | undefined }
const filters = ['from', 'to']
const most = 200
const day = /^\d{4}-\d\d-\d\d$/

const idOf = ({ row }: Reused) => row.source

/** Where the station's own stories were used again: sources by how much of them. */
export const ReusePage = () => {
  useDnaNews()
  const { t } = useTranslation()
  const [query, setQuery] = useTableQuery(filters)
  const detail = useDetail()
  const { from, to } = query.filters
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['dna', 'report', from, to],
    queryFn: async ({ signal }): Promise<Reused[]> => {
      const { items } = await api.dna.report(
        {
          limit: most,
          ...(from && day.test(from) ? { from: midnight(from).toISOString() } : {}),
          ...(to && day.test(to) ? { to: midnight(to, 1).toISOString() } : {}),
        },
        { signal },
      )
      const assets = await assetsById(
        items.map(({ source }) => source),
        { signal },
      )
      return items.map((row) => ({ row, asset: assets.get(row.source) }))
    },
  })
  const items = data ?? []
  const at = items.findIndex(({ row }) => row.source === detail.id)
  const step = (by: number) => {
    const next = at === -1 ? undefined : items[at + by]
    return next ? () => detail.open(next.row.source) : undefined
  }
  const set = (key: 'from' | 'to', value: string) => {
    const { [key]: _before, ...others } = query.filters
    setQuery({ ...query, filters: value ? { ...others, [key]: value } : others })
  }
  const narrowed = Object.keys(query.filters).length > 0
  return (
    <PageFrame
      title={t('nav.copies')}
      about={t('copies.report.about')}
      tabs={useDnaTabs()}
      actions={
        <Button
          disabled={items.length === 0}
          onClick={() => saveText('reuse.csv', 'text/csv', csvOf(lines(items)))}
          data-testid="reuse-export"
        >
          {t('copies.report.export')}
        </Button>
      }
    >
      <div data-testid="reuse">
        <DataTable<Reused>
          name="dna-reuse"
          label={t('copies.tabs.reuse')}
          columns={useReuseColumns()}
          rows={{ ...rowsOf(items), pending: isPending, error: error ?? undefined, again: () => void refetch() }}
          idOf={idOf}
          nameOf={({ asset }) => asset?.title ?? t('copies.assetGone')}
          query={query}
          onQuery={setQuery}
          tools={
            <span className="dna-days">
              {(['from', 'to'] as const).map((key) => (
                <label key={key}>
                  <span className="faint">{t(`copies.report.${key}`)}</span>
                  <Input
                    type="date"
                    value={query.filters[key] ?? ''}
                    onChange={(event) => set(key, event.target.value)}
                    data-testid={`reuse-${key}`}
                  />
                </label>
              ))}
            </span>
          }
          open={({ row }) => detail.open(row.source)}
          current={detail.id}
          empty={
            narrowed ? (
              <Empty title={t('copies.report.noneThen')}>
                <Button onClick={() => setQuery({ filters: {} })}>{t('copies.report.always')}</Button>
              </Empty>
            ) : (
              <Empty title={t('copies.report.none')} detail={t('copies.report.noneDetail')} />
            )
          }
        />
      </div>
      <ReuseDrawer source={detail.id} close={detail.close} previous={step(-1)} next={step(1)} />
    </PageFrame>
  )
}

const lines = (items: readonly Reused[]): string[][] => [
  ['source', 'title', 'assets', 'seconds', 'firstAt', 'lastAt'],
  ...items.map(({ row, asset }) => [
    row.source,
    asset?.title ?? '',
    String(row.assets),
    row.seconds.toFixed(3),
    row.firstAt,
    row.lastAt,
  ]),
]

const useReuseColumns = (): Column<Reused>[] => {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        key: 'source',
        title: t('copies.source'),
        cell: ({ asset }) => (
          <span data-testid="reused" className="dna-cell">
            <Moment asset={asset} atSeconds={(asset?.durationSeconds ?? 0) / 3} missing={t('copies.assetGone')}>
              {asset?.durationSeconds === undefined ? null : formatDuration(asset.durationSeconds)}
            </Moment>
          </span>
        ),
        widthPixels: 320,
        grow: true,
      },
      {
        key: 'assets',
        title: t('copies.report.assets'),
        cell: ({ row }) => row.assets,
        widthPixels: 110,
        end: true,
      },
      {
        key: 'seconds',
        title: t('copies.report.seconds'),
        cell: ({ row }) => formatDuration(row.seconds),
        widthPixels: 110,
        end: true,
      },
      {
        key: 'first',
        title: t('copies.report.first'),
        cell: ({ row }) => <Ago at={row.firstAt} />,
        widthPixels: 130,
        card: 'about',
      },
      {
        key: 'last',
        title: t('copies.report.last'),
        cell: ({ row }) => <Ago at={row.lastAt} />,
        widthPixels: 130,
        card: 'about',
      },
    ],
    [t],
  )
}
