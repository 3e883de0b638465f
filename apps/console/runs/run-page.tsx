import { Button } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { api } from '../shell/api.ts'
import { Copyable } from '../components/copyable.tsx'
import { formatAgo, formatSpan } from '../shell/format.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { problemTitle } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { useNow } from '../shell/use-now.ts'
import { useAct } from '../shell/use-act.ts'
import { RunChip } from './run-chip.tsx'
import { isEnded, useRun, type RunDetail } from './run-data.ts'
import { RunGraph } from './run-graph.tsx'
import { StepPanel } from './step-panel.tsx'
import { workflowName } from './words.ts'

/** One run: its steps as a graph, the log of the chosen one beside it. */
export const RunPage = () => {
  const { id = '' } = useParams()
  const run = useRun(id)
  if (run.error && !run.data) return <ErrorState error={run.error} again={() => void run.refetch()} />
  if (!run.data) {
    return (
      <div className="page">
        <Skeleton />
      </div>
    )
  }
  return <RunView run={run.data} again={() => void run.refetch()} />
}

const RunView = ({ run, again }: { run: RunDetail; again(): void }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const [params, setParams] = useSearchParams()
  const failed = run.steps.find(({ state }) => state === 'failed')
  const chosen = params.get('step') ?? failed?.key ?? undefined
  const step = run.steps.find(({ key }) => key === chosen)
  const cancel = useAct(() => api.runs.cancel({ run: run.id }).then(again))
  const retry = useAct(() => api.runs.retry({ run: run.id }).then(again))
  const ended = isEnded(run.state)
  const now = useNow(!ended)
  const until = run.endedAt ? Date.parse(run.endedAt) : now
  const seconds = run.startedAt ? (until - Date.parse(run.startedAt)) / 1000 : undefined

  useEffect(() => {
    document.title = run.title
  }, [run.title])
  return (
    <div className="page run-page">
      <div className="page-head">
        <div>
          <p className="faint run-crumb">
            <Link to="/runs">{t('nav.runs')}</Link> / {workflowName(run.workflow)}
          </p>
          <h1>{run.title}</h1>
        </div>
        <RunChip state={run.state} progress={run.progress} />
        <div className="grow" />
        <div className="row run-actions">
          {run.subject && run.workflow === 'ingest' ? (
            <Link to={`/assets/${run.subject}`} className="run-subject">
              {t('runs.toAsset')}
            </Link>
          ) : null}
          {may('runs:write') && !ended ? (
            <Button danger loading={cancel.busy} onClick={() => cancel.act()} data-testid="cancel-run">
              {t('runs.cancel')}
            </Button>
          ) : null}
          {may('runs:write') && (run.state === 'failed' || run.state === 'cancelled') ? (
            <Button type="primary" loading={retry.busy} onClick={() => retry.act()} data-testid="retry-run">
              {t('runs.retry')}
            </Button>
          ) : null}
        </div>
      </div>
      {run.error ? (
        <div className="run-failure" role="alert">
          {t('runs.failedBecause', { reason: problemTitle(run.error) })}
        </div>
      ) : null}
      <p className="soft run-about">
        <span>{t('runs.begun', { ago: formatAgo(run.createdAt, i18n.language) })}</span>
        {seconds === undefined ? null : (
          <span>{t(ended ? 'runs.took' : 'runs.takes', { time: formatSpan(seconds, i18n.language) })}</span>
        )}
        <span>
          {t('runs.stepsDone', {
            done: run.steps.filter(({ state }) => state === 'done').length,
            all: run.steps.length,
          })}
        </span>
        <Copyable text={run.id} />
      </p>
      <RunGraph steps={run.steps} chosen={chosen} choose={(key) => setParams({ step: key }, { replace: true })} />
      {step ? (
        <StepPanel key={step.key} run={run} step={step} again={again} />
      ) : (
        <p className="faint run-hint">{t('runs.chooseStep')}</p>
      )}
    </div>
  )
}
