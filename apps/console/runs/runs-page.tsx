import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { formatAgo, formatSpan } from '../shell/format.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { problemTitle } from '../shell/problem.ts'
import { useListKeys } from '../shell/list-keys.ts'
import { RunChip } from './run-chip.tsx'
import { runStates, useRuns, type RunRow, type RunState } from './run-data.ts'
import { workflowName } from './words.ts'

/** 任务: everything the station has at work, newest first. */
export const RunsPage = () => {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const wanted = params.get('state')
  const state = runStates.find((one) => one === wanted)
  const { runs, ...query } = useRuns(state)
  const navigate = useNavigate()
  const focused = useListKeys(runs.length, (i) => void navigate(`/runs/${runs[i]!.id}`))
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('nav.runs')}</h1>
        <div className="grow" />
        <Link to="/runs/queues">{t('runs.queues')}</Link>
        <div className="scroll-x">
          <Segmented<RunState | 'all'>
            value={state ?? 'all'}
            onChange={(value) => setParams(value === 'all' ? {} : { state: value })}
            options={(['all', 'running', 'failed', 'waiting', 'done', 'cancelled'] as const).map((value) => ({
              value,
              label: value === 'all' ? t('runs.all') : t(`runs.states.${value}`),
            }))}
            aria-label={t('library.state')}
          />
        </div>
      </div>
      {query.error && runs.length === 0 ? (
        <ErrorState error={query.error} again={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton />
      ) : runs.length === 0 ? (
        <Empty title={t(state ? 'runs.noneSuch' : 'runs.none')} detail={state ? undefined : t('runs.noneDetail')}>
          {state ? (
            <Button onClick={() => setParams({})}>{t('runs.showAll')}</Button>
          ) : (
            <Link to="/library">{t('errors.toLibrary')}</Link>
          )}
        </Empty>
      ) : (
        <ul className="run-list panel" data-testid="runs">
          {runs.map((run, i) => (
            <Row key={run.id} run={run} focused={i === focused} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button block type="text" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('actions.more')}
        </Button>
      ) : null}
    </div>
  )
}

const Row = ({ run, focused }: { run: RunRow; focused: boolean }) => {
  const { t, i18n } = useTranslation()
  const took = run.startedAt && run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 : undefined
  return (
    <li className={focused ? 'run focused' : 'run'} data-testid="run" data-id={run.id} data-state={run.state}>
      <Link to={`/runs/${run.id}`} className="run-link">
        <span className="run-title ellipsis">{run.title}</span>
        <span className="run-workflow faint">{workflowName(run.workflow)}</span>
        <span className="run-word ellipsis">
          {run.error ? <span className="red">{problemTitle(run.error)}</span> : null}
          {took === undefined || run.error ? null : (
            <span className="faint">{t('runs.took', { time: formatSpan(took, i18n.language) })}</span>
          )}
        </span>
        <span className="run-when faint numerals">{formatAgo(run.createdAt, i18n.language)}</span>
        <span className="run-chip">
          <RunChip state={run.state} progress={run.progress} />
        </span>
      </Link>
    </li>
  )
}
