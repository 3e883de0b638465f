import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useState } from 'react'
import { api } from '../shell/api.ts'
import { formatInstant, formatSpan } from '../shell/format.ts'
import { problemTitle } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { RunChip } from './run-chip.tsx'
import { isEnded, type RunDetail, type RunStep } from './run-data.ts'
import { StepLog } from './step-log.tsx'
import { stepName } from './words.ts'

/** One step: what it does, where, since when, why it failed, and its log. */
export const StepPanel = ({ run, step, again }: { run: RunDetail; step: RunStep; again(): void }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const [wanted, setWanted] = useState('')
  const redo = useAct(() => api.runs.redo({ run: run.id, step: step.key }).then(again))
  const seconds =
    step.startedAt && step.endedAt ? (Date.parse(step.endedAt) - Date.parse(step.startedAt)) / 1000 : undefined
  const facts = [
    step.worker ? t('runs.onWorker', { worker: step.worker }) : undefined,
    step.attempt > 1 ? t('runs.attempt', { number: step.attempt }) : undefined,
    step.startedAt ? formatInstant(step.startedAt, i18n.language) : undefined,
    seconds === undefined ? undefined : t('runs.took', { time: formatSpan(seconds, i18n.language) }),
    step.cpuSeconds === undefined ? undefined : t('runs.cpu', { time: formatSpan(step.cpuSeconds, i18n.language) }),
    step.dueAt && step.state !== 'running'
      ? t('runs.due', { at: formatInstant(step.dueAt, i18n.language) })
      : undefined,
    step.note,
  ].filter((fact) => fact !== undefined && fact !== '')
  return (
    <section className="panel step-panel" aria-label={stepName(step)} data-testid="step-panel">
      <header>
        <h2>{stepName(step)}</h2>
        <RunChip state={step.state} progress={step.progress} />
        <div className="grow" />
        <Input.Search
          className="log-search"
          placeholder={t('runs.searchLog')}
          aria-label={t('runs.searchLog')}
          allowClear
          onChange={(event) => setWanted(event.target.value)}
        />
        {may('runs:write') && step.state === 'done' ? (
          <Button loading={redo.busy} onClick={() => redo.act()} data-testid="redo-step">
            {t('runs.redo')}
          </Button>
        ) : null}
      </header>
      {step.error ? (
        <p className="red step-error" role="alert">
          {problemTitle(step.error)}
        </p>
      ) : null}
      {facts.length > 0 ? <p className="faint step-facts">{facts.join(' · ')}</p> : null}
      <StepLog run={run.id} step={step.key} going={!isEnded(run.state) && step.state === 'running'} wanted={wanted} />
    </section>
  )
}
