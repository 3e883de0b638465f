import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Report } from '#services/qc'
import type { Asset } from '#services/vms'
import { verdictTones } from '../asset/qc-data.ts'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { useRows } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { assetsById } from '../library/assets-by-id.ts'
import { Moment } from '../library/moment.tsx'
import { api } from '../shell/api.ts'
import { formatDuration } from '../shell/format.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'
import { useQcTabs } from './tabs.ts'
import { templateName } from './template-name.ts'

type Judged = { report: Report; asset: Asset | undefined }
const filters = ['verdict']
const verdicts = ['fail', 'warn', 'pass'] as const
const key = ['qc', 'reports'] as const
const atOnce = 50

const idOf = ({ report }: Judged) => report.asset

/** 技审: the verdicts of the station, newest first. */
export const ReportsPage = () => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [query, setQuery] = useTableQuery(filters)
  const verdict = verdicts.find((one) => one === query.filters.verdict)
  useRoom(
    'assets:qc',
    useGathered(() => void queries.invalidateQueries({ queryKey: key })),
  )
  const rows = useRows<Judged>(
    [...key, verdict],
    async (asked, options) => {
      const { items, next } = await api.qc.reports({ ...asked, ...(verdict ? { verdict } : {}) }, options)
      const assets = await assetsById(
        items.map(({ asset }) => asset),
        options,
      )
      const known = items.map((report) => ({ report, asset: assets.get(report.asset) }))
      return { items: known, ...(next ? { next } : {}) }
    },
    { limit: atOnce },
  )
  return (
    <PageFrame title={t('nav.qc')} about={t('qcRoom.about')} tabs={useQcTabs()}>
      <div data-testid="qc-reports">
        <DataTable<Judged>
          name="qc"
          label={t('qcRoom.tabs.reports')}
          columns={useReportColumns()}
          rows={rows}
          idOf={idOf}
          nameOf={({ asset }) => asset?.title ?? t('qcRoom.assetGone')}
          versionOf={({ report }) => `${report.verdict} ${report.judgedAt}`}
          query={query}
          onQuery={setQuery}
          views={{ page: 'qc', filters }}
          hrefOf={({ report }) => `/assets/${report.asset}?tab=qc`}
          empty={
            verdict ? (
              <Empty title={t('qcRoom.noneSuch')}>
                <Button onClick={() => setQuery({ filters: {} })}>{t('qcRoom.all')}</Button>
              </Empty>
            ) : (
              <Empty title={t('qcRoom.none')} detail={t('qcRoom.noneDetail')} />
            )
          }
        />
      </div>
    </PageFrame>
  )
}

const useReportColumns = (): Column<Judged>[] => {
  const { t } = useTranslation()
  const counted = ({ counts }: Report) =>
    (['fail', 'warn', 'info', 'waived'] as const)
      .filter((one) => counts[one] > 0)
      .map((one) => t(`qc.counts.${one}`, { count: counts[one] }))
      .join(' · ')
  return [
    {
      key: 'asset',
      title: t('qcRoom.asset'),
      cell: ({ report, asset }) => (
        <span data-testid="qc-row" data-verdict={report.verdict} className="qc-cell">
          <Moment asset={asset} atSeconds={report.durationSeconds / 3} missing={t('qcRoom.assetGone')}>
            {formatDuration(report.durationSeconds)}
          </Moment>
        </span>
      ),
      widthPixels: 280,
      grow: true,
    },
    {
      key: 'verdict',
      title: t('qcRoom.verdict'),
      cell: ({ report }) => (
        <Status tone={verdictTones[report.verdict]} state={report.verdict}>
          {t(`qc.verdicts.${report.verdict}`)}
        </Status>
      ),
      widthPixels: 110,
      filter: verdicts.map((value) => ({ value, label: t(`qc.verdicts.${value}`) })),
      card: 'state',
    },
    {
      key: 'counts',
      title: t('qcRoom.found'),
      cell: ({ report }) => <span className="ellipsis">{counted(report) || t('qc.clean')}</span>,
      widthPixels: 240,
    },
    {
      key: 'publish',
      title: t('qcRoom.publish'),
      cell: ({ report }) =>
        report.stopsPublish ? <Status tone="red">{t('qcRoom.stopped')}</Status> : <span className="faint">–</span>,
      widthPixels: 110,
    },
    {
      key: 'template',
      title: t('qcRoom.template'),
      cell: ({ report }) => <span className="ellipsis">{templateName(report.template)}</span>,
      widthPixels: 160,
      card: 'about',
    },
    {
      key: 'judged',
      title: t('qcRoom.judged'),
      cell: ({ report }) => <Ago at={report.judgedAt} />,
      widthPixels: 110,
      card: 'about',
    },
  ]
}
