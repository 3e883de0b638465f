import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from '../components/copyable.tsx'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { api } from '../shell/api.ts'
import { formatInstant, formatSpan } from '../shell/format.ts'
import { problemTitle } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useNow } from '../shell/use-now.ts'
import { commandsIn, type LogCommand } from './log-lines.ts'
import type { RunDetail, RunStep } from './run-data.ts'
import { isEnded, secondsOf } from './run-state.ts'
import { RunStatus } from './run-status.tsx'
import { StepLog } from './step-log.tsx'
import { useStepLog } from './use-step-log.ts'
import { queueName, stepName } from './words.ts'

const stepDrawerPixels = 640

type StepDrawerProps = {
  run: RunDetail
  step: RunStep | undefined
  close(): void
  previous: (() => void) | undefined
  next: (() => void) | undefined
  again(): void
}

/** One step beside the graph: how it went, the commands it ran, and its log. */
export const StepDrawer = ({ run, step, close, previous, next, again }: StepDrawerProps) => {
  const { may } = useSession()
  const act = step && may('runs:write') ? actOn(run, step) : undefined
  return (
    <DetailDrawer
      open={step !== undefined}
      close={close}
      title={step ? stepName(step) : ''}
      about={step ? <RunStatus state={step.state} progress={step.progress} /> : null}
      previous={previous}
      next={next}
      widthPixels={stepDrawerPixels}
      testId="step-drawer"
      actions={act ? <StepAct act={act} run={run.id} step={step!.key} again={again} /> : null}
    >
      {step ? <StepBody key={step.key} run={run} step={step} /> : null}
    </DetailDrawer>
  )
}

type Act = 'redo' | 'retry'

/** What can be done about a step: one that is done is redone, a run that failed goes on from what failed. */
const actOn = (run: RunDetail, { state }: RunStep): Act | undefined => {
  if (state === 'done') return 'redo'
  return isEnded(run.state) && (state === 'failed' || state === 'cancelled') ? 'retry' : undefined
}

const StepAct = ({ act, run, step, again }: { act: Act; run: string; step: string; again(): void }) => {
  const { t } = useTranslation()
  const doing = useAct(() => (act === 'redo' ? api.runs.redo({ run, step }) : api.runs.retry({ run })).then(again))
  return (
    <Button
      type={act === 'retry' ? 'primary' : 'default'}
      loading={doing.busy}
      onClick={() => doing.act()}
      {...(act === 'redo' ? { title: t('runs.redoHint') } : {})}
      data-testid={`${act}-step`}
    >
      {t(`runs.${act}`)}
    </Button>
  )
}

const StepBody = ({ run, step }: { run: RunDetail; step: RunStep }) => {
  const going = step.state === 'running'
  const log = useStepLog(run.id, step.key, going)
  const commands = useMemo(() => commandsIn(log.data ?? []), [log.data])
  return (
    <div className="step-body">
      {step.error ? (
        <p className="step-error" role="alert">
          {problemTitle(step.error)}
        </p>
      ) : null}
      <StepFacts run={run} step={step} />
      {commands.length > 0 ? <Commands commands={commands} /> : null}
      {log.data ? (
        <StepLog name={`${run.id}-${step.key}`} lines={log.data} going={going} />
      ) : log.error ? (
        <ErrorState error={log.error} again={() => void log.refetch()} small />
      ) : (
        <Skeleton />
      )}
    </div>
  )
}

const StepFacts = ({ run, step }: { run: RunDetail; step: RunStep }) => {
  const { t, i18n } = useTranslation()
  const now = useNow(step.state === 'running')
  const seconds = secondsOf(step, step.state === 'running' ? now : undefined)
  const span = (value: number) => formatSpan(value, i18n.language)
  const waits =
    step.state === 'waiting' ? run.steps.filter((one) => step.after.includes(one.key) && one.state !== 'done') : []
  const facts: [string, React.ReactNode][] = [
    [t('runs.worker'), step.worker],
    [t('runs.queue'), queueName(step.queue)],
    [t('runs.startedAt'), step.startedAt ? formatInstant(step.startedAt, i18n.language) : undefined],
    [t('runs.took'), seconds === undefined ? undefined : span(seconds)],
    [t('runs.cpu'), step.cpuSeconds === undefined ? undefined : span(step.cpuSeconds)],
    [t('runs.attempts'), step.attempt > 1 ? t('runs.attempt', { number: step.attempt }) : undefined],
    [
      t('runs.dueAt'),
      step.dueAt && step.state !== 'running' && !isEnded(step.state)
        ? formatInstant(step.dueAt, i18n.language)
        : undefined,
    ],
    [
      t('runs.waitsFor'),
      waits.length > 0 ? t('runs.waitsForSteps', { count: waits.length, first: stepName(waits[0]!) }) : undefined,
    ],
    [t('runs.note'), step.note],
  ]
  return (
    <dl className="step-facts">
      {facts.map(([name, value]) =>
        value === undefined || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numerals">{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

/** The very commands the step ran, to be run again by hand. */
const Commands = ({ commands }: { commands: readonly LogCommand[] }) => {
  const { t } = useTranslation()
  return (
    <details className="commands" data-testid="commands">
      <summary>{t('runs.commands', { count: commands.length })}</summary>
      <ol>
        {commands.map(({ index, text, attempt }) => (
          <li key={index}>
            <div className="command-head faint">
              <span>{text.split(' ', 1)[0]}</span>
              {attempt > 1 ? <span className="amber">#{attempt}</span> : null}
              <span className="grow" />
              <CopyButton text={() => text} label={t('runs.copyCommand')} />
            </div>
            <code className="command mono" tabIndex={0}>
              {text}
            </code>
          </li>
        ))}
      </ol>
    </details>
  )
}
