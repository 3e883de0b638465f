import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Copyable } from '../components/copyable.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { Ago } from '../components/quantities.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { api } from '../shell/api.ts'
import { formatSpan } from '../shell/format.ts'
import { useKeys } from '../shell/keys.ts'
import { problemTitle } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useNow } from '../shell/use-now.ts'
import { inReadingOrder, layOut } from './graph.ts'
import { useRun, type RunDetail } from './run-data.ts'
import { RunGraph } from './run-graph.tsx'
import { isEnded, secondsOf } from './run-state.ts'
import { RunStatus } from './run-status.tsx'
import { StepDrawer } from './step-drawer.tsx'
import { aboutAssets, stepName, workflowName } from './words.ts'

/** One run: its steps as a graph, and beside it the one that is looked at. */
export const RunPage = () => {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const run = useRun(id)
  if (run.data) return <RunView run={run.data} again={() => void run.refetch()} />
  return (
    <PageFrame title={t('nav.runs')} crumbs={[{ label: t('nav.runs'), to: '/runs' }]}>
      {run.error ? <ErrorState error={run.error} again={() => void run.refetch()} /> : <Skeleton />}
    </PageFrame>
  )
}

const RunView = ({ run, again }: { run: RunDetail; again(): void }) => {
  const { t } = useTranslation()
  const detail = useDetail('step')
  const step = run.steps.find(({ key }) => key === detail.id)
  const graph = useMemo(() => layOut(run.steps), [run.steps])
  const order = useMemo(() => inReadingOrder(graph), [graph])
  const at = step ? order.findIndex(({ key }) => key === step.key) : -1
  const go = (by: number) => {
    const next = at === -1 ? order[0] : order[at + by]
    return next && next !== step ? () => detail.open(next.key) : undefined
  }
  useKeys({ j: () => go(1)?.(), k: () => go(-1)?.() })
  const failed = run.steps.find(({ state }) => state === 'failed')
  return (
    <div className={step ? 'run-page beside' : 'run-page'}>
      <PageFrame
        title={run.title}
        crumbs={[
          { label: t('nav.runs'), to: '/runs' },
          { label: workflowName(run.workflow), to: `/runs?workflow=${run.workflow}` },
        ]}
        about={<RunFacts run={run} />}
        actions={<RunActions run={run} again={again} />}
      >
        {run.error ? (
          <div className="run-failure" role="alert">
            <span>{t('runs.failedBecause', { reason: problemTitle(run.error) })}</span>
            {failed && failed !== step ? (
              <Button size="small" onClick={() => detail.open(failed.key)}>
                {t('runs.seeFailed', { step: stepName(failed) })}
              </Button>
            ) : null}
          </div>
        ) : null}
        <RunGraph graph={graph} chosen={step?.key} choose={detail.open} />
        {step ? null : <p className="faint run-hint">{t('runs.chooseStep')}</p>}
      </PageFrame>
      <StepDrawer
        run={run}
        step={step}
        close={detail.close}
        previous={at === -1 ? undefined : go(-1)}
        next={at === -1 ? undefined : go(1)}
        again={again}
      />
    </div>
  )
}

const RunFacts = ({ run }: { run: RunDetail }) => {
  const { t, i18n } = useTranslation()
  const ended = isEnded(run.state)
  const now = useNow(!ended)
  const seconds = secondsOf(run, ended ? undefined : now)
  const span = (value: number) => formatSpan(value, i18n.language)
  return (
    <div className="run-facts">
      <RunStatus state={run.state} progress={run.progress} look="chip" />
      <span>
        {t('runs.begun')} <Ago at={run.createdAt} />
      </span>
      {seconds === undefined ? null : (
        <span>{t(ended ? 'runs.tookTime' : 'runs.takesTime', { time: span(seconds) })}</span>
      )}
      {run.cpuSeconds ? <span>{t('runs.workTime', { time: span(run.cpuSeconds) })}</span> : null}
      <span className="numerals">
        {t('runs.stepsDone', { done: run.steps.filter(({ state }) => state === 'done').length, all: run.steps.length })}
      </span>
      {run.subject && aboutAssets.has(run.workflow) ? (
        <Link to={`/assets/${run.subject}`}>{t('runs.toAsset')}</Link>
      ) : null}
      <Copyable text={run.id} />
    </div>
  )
}

const RunActions = ({ run, again }: { run: RunDetail; again(): void }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const cancel = useAct(() => api.runs.cancel({ run: run.id }).then(again))
  const retry = useAct(() => api.runs.retry({ run: run.id }).then(again))
  if (!may('runs:write')) return null
  if (!isEnded(run.state)) {
    return (
      <Button danger loading={cancel.busy} onClick={() => cancel.act()} data-testid="cancel-run">
        {t('runs.cancel')}
      </Button>
    )
  }
  if (run.state === 'done') return null
  return (
    <Button type="primary" loading={retry.busy} onClick={() => retry.act()} data-testid="retry-run">
      {t('runs.retry')}
    </Button>
  )
}
