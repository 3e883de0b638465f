import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DataTable } from '../components/data-table.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { Empty } from '../components/states.tsx'
import type { Column } from '../components/table-columns.ts'
import { useTableQuery } from '../components/table-query.ts'
import { api } from '../shell/api.ts'
import { formatSpan } from '../shell/format.ts'
import { problemTitle } from '../shell/problem.ts'
import { useNow } from '../shell/use-now.ts'
import { runStates, useRuns, type RunRow } from './run-data.ts'
import { isEnded, secondsOf } from './run-state.ts'
import { RunStatus } from './run-status.tsx'
import { useRunTabs } from './tabs.tsx'
import { aboutAssets, workflowName, workflows } from './words.ts'

const filters = ['state', 'workflow', 'subject']
const idOf = (run: RunRow) => run.id
const nameOf = (run: RunRow) => run.title
const versionOf = (run: RunRow) => run.state

/** 运行: everything the station has at work, newest first. */
export const RunsPage = () => {
  const { t } = useTranslation()
  const [query, setQuery] = useTableQuery(filters)
  const { workflow, subject } = query.filters
  const state = runStates.find((one) => one === query.filters.state)
  const { held, ...rows } = useRuns({ state, workflow, subject })
  const narrowed = Object.keys(query.filters).length > 0
  return (
    <PageFrame title={t('nav.runs')} tabs={useRunTabs()}>
      <div {...held.box} data-testid="runs">
        <DataTable<RunRow>
          name="runs"
          label={t('nav.runs')}
          columns={useColumns(subject)}
          rows={rows}
          idOf={idOf}
          nameOf={nameOf}
          versionOf={versionOf}
          query={query}
          onQuery={setQuery}
          views={{ page: 'runs', filters }}
          hrefOf={(run) => `/runs/${run.id}`}
          tools={
            held.newcomers > 0 ? (
              <Button size="small" className="runs-new" onClick={held.show} data-testid="runs-new">
                {t('runs.newcomers', { count: held.newcomers })}
              </Button>
            ) : undefined
          }
          empty={
            <Empty
              title={t(narrowed ? 'runs.noneSuch' : 'runs.none')}
              detail={narrowed ? undefined : t('runs.noneDetail')}
            >
              {narrowed ? (
                <Button onClick={() => setQuery({ filters: {} })}>{t('runs.showAll')}</Button>
              ) : (
                <Link to="/library">{t('errors.toLibrary')}</Link>
              )}
            </Empty>
          }
        />
      </div>
    </PageFrame>
  )
}

const useColumns = (subject: string | undefined): Column<RunRow>[] => {
  const { t, i18n } = useTranslation()
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  const subjectName = useSubjectName(subject)
  return [
    {
      key: 'title',
      title: t('runs.title'),
      cell: (run) => (
        <span data-testid="run" data-id={run.id} data-state={run.state}>
          {run.title}
        </span>
      ),
      widthPixels: 260,
      grow: true,
    },
    {
      key: 'state',
      title: t('runs.state'),
      cell: (run) => <RunStatus state={run.state} progress={run.progress} />,
      widthPixels: 136,
      filter: runStates.map((value) => ({ value, label: t(`runs.states.${value}`) })),
      card: 'state',
    },
    {
      key: 'workflow',
      title: t('runs.workflow'),
      cell: (run) => workflowName(run.workflow),
      widthPixels: 108,
      filter: workflows.map((value) => ({ value, label: workflowName(value) })),
      card: 'about',
    },
    {
      key: 'error',
      title: t('runs.reason'),
      cell: (run) =>
        run.error ? (
          <span className="red ellipsis" title={problemTitle(run.error)}>
            {problemTitle(run.error)}
          </span>
        ) : null,
      widthPixels: 220,
      grow: true,
      card: 'about',
    },
    {
      key: 'created',
      title: t('runs.created'),
      cell: (run) => <Ago at={run.createdAt} />,
      widthPixels: 108,
    },
    { key: 'took', title: t('runs.took'), cell: (run) => <Took run={run} />, widthPixels: 96, end: true },
    {
      key: 'cpu',
      title: t('runs.work'),
      cell: (run) => (run.cpuSeconds ? formatSpan(run.cpuSeconds, i18n.language) : <span className="faint">–</span>),
      widthPixels: 112,
      end: true,
    },
    {
      key: 'priority',
      title: t('runs.priority'),
      cell: (run) => number.format(run.priority),
      widthPixels: 80,
      end: true,
      card: 'off',
      hidden: true,
    },
    {
      key: 'subject',
      title: t('runs.subject'),
      cell: (run) =>
        run.subject && aboutAssets.has(run.workflow) ? (
          <Link to={`/assets/${run.subject}`}>{t('runs.toAsset')}</Link>
        ) : (
          <span className="faint">–</span>
        ),
      widthPixels: 112,
      card: 'off',
      hidden: true,
      ...(subject ? { filter: [{ value: subject, label: subjectName }] } : {}),
    },
  ]
}

const Took = ({ run }: { run: RunRow }) => {
  const { i18n } = useTranslation()
  const now = useNow(run.startedAt !== undefined && !isEnded(run.state))
  const seconds = secondsOf(run, isEnded(run.state) ? undefined : now)
  return seconds === undefined ? <span className="faint">–</span> : <>{formatSpan(seconds, i18n.language)}</>
}

/** What the runs asked for are about, by its title. */
const useSubjectName = (subject: string | undefined): string => {
  const asset = useQuery({
    queryKey: ['assets', 'title', subject],
    queryFn: ({ signal }) => api.vms.get({ id: subject! }, { signal }),
    enabled: subject !== undefined,
    retry: false,
  })
  return asset.data?.title ?? subject ?? ''
}
