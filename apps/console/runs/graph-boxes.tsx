import { memo, useRef, type CSSProperties, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Ring } from '../components/ring.tsx'
import { StatusMark } from '../components/status.tsx'
import { formatPercent, formatSpan } from '../shell/format.ts'
import { problemTitle } from '../shell/problem.ts'
import { useNow } from '../shell/use-now.ts'
import type { Box } from './graph.ts'
import type { RunStep } from './run-data.ts'
import { secondsOf, toneOf } from './run-state.ts'
import { kindName, stepName } from './words.ts'

type StepBoxProps = { step: RunStep; chosen: boolean; choose(step: string): void }

/** One step: its name, how far it is, who does it, how long it took; failed, the reason. */
export const StepBox = memo(({ step, chosen, choose }: StepBoxProps) => {
  const { t } = useTranslation()
  const running = step.state === 'running'
  return (
    <button
      type="button"
      className={`step is-${step.state}`}
      data-box={step.key}
      data-testid="step"
      data-key={step.key}
      data-state={step.state}
      aria-pressed={chosen}
      onClick={() => choose(step.key)}
    >
      <span className="step-name">
        {running ? <Ring fraction={step.progress} pixels={16} /> : <StatusMark tone={toneOf[step.state]} />}
        <span className="ellipsis">{stepName(step)}</span>
      </span>
      <span className="step-about numerals">
        {t(`runs.states.${step.state}`)}
        {running ? ` ${formatPercent(step.progress)}` : null}
        <Took step={step} />
        {step.attempt > 1 ? ` · ${t('runs.attempt', { number: step.attempt })}` : null}
      </span>
      {step.error ? <span className="step-reason">{problemTitle(step.error)}</span> : null}
      {step.worker ? <span className="step-worker faint ellipsis">{step.worker}</span> : null}
      <Bar fraction={step.state === 'done' ? 1 : step.progress} />
    </button>
  )
})
StepBox.displayName = 'StepBox'

const Took = ({ step }: { step: RunStep }) => {
  const { i18n } = useTranslation()
  const running = step.state === 'running'
  const now = useNow(running)
  const seconds = secondsOf(step, running ? now : undefined)
  return seconds === undefined ? null : <> · {formatSpan(seconds, i18n.language)}</>
}

const Bar = ({ fraction }: { fraction: number }) => (
  <i className="step-bar" style={{ '--done': fraction } as CSSProperties} />
)

type GroupBoxProps = { box: Box<RunStep>; chosen: string | undefined; choose(step: string): void }

/** Many steps alike: how many stand how, and a cell for each. Arrows go from cell to cell. */
export const GroupBox = ({ box, chosen, choose }: GroupBoxProps) => {
  const { t } = useTranslation()
  const cells = useRef<HTMLDivElement>(null)
  const counts = (['failed', 'running', 'cancelled'] as const).flatMap((state) =>
    box.counts[state] ? [t('runs.countOf', { count: box.counts[state], state: t(`runs.states.${state}`) })] : [],
  )
  const entry = box.steps.find(({ key }) => key === chosen) ?? box.steps.find(({ state }) => state === 'failed')
  const tabbable = (entry ?? box.steps[0]!).key
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: perLine(cells.current), ArrowUp: -perLine(cells.current) }[
      event.key
    ]
    const at = [...(cells.current?.children ?? [])].indexOf(event.target as Element)
    if (by === undefined || at === -1) return
    event.preventDefault()
    ;(cells.current?.children[at + by] as HTMLElement | undefined)?.focus()
  }
  return (
    <div className={`step group is-${box.state}`} data-box={box.id} data-testid="step-group" data-state={box.state}>
      <span className="step-name">
        {box.state === 'running' ? (
          <Ring fraction={box.progress} pixels={16} />
        ) : (
          <StatusMark tone={toneOf[box.state]} />
        )}
        <span className="ellipsis">{kindName(box.kind, box.steps[0]!.title)}</span>
        <span className="numerals faint">
          {t('runs.groupDone', { done: box.counts.done ?? 0, all: box.steps.length })}
        </span>
      </span>
      <span className="step-about numerals">{counts.join(' · ') || t(`runs.states.${box.state}`)}</span>
      <div className={box.steps.length > 120 ? 'cells many' : 'cells'} ref={cells} role="group" onKeyDown={move}>
        {box.steps.map((step) => (
          <Cell
            key={step.key}
            step={step}
            chosen={chosen === step.key}
            tabbable={tabbable === step.key}
            choose={choose}
          />
        ))}
      </div>
      <Bar fraction={box.progress} />
    </div>
  )
}

/** How many cells stand side by side. */
const perLine = (cells: HTMLElement | null): number => {
  const all = [...(cells?.children ?? [])] as HTMLElement[]
  const next = all.findIndex(({ offsetTop }) => offsetTop > (all[0]?.offsetTop ?? 0))
  return next === -1 ? all.length : next
}

type CellProps = StepBoxProps & { tabbable: boolean }

/** Drawn again only when its own step has moved: a run may have hundreds. */
const Cell = memo(({ step, chosen, tabbable, choose }: CellProps) => {
  const { t } = useTranslation()
  const words = `${stepName(step)} · ${t(`runs.states.${step.state}`)}`
  return (
    <button
      type="button"
      className={`cell is-${step.state}`}
      aria-label={words}
      title={words}
      aria-pressed={chosen}
      tabIndex={tabbable ? 0 : -1}
      onClick={() => choose(step.key)}
      data-key={step.key}
    />
  )
})
Cell.displayName = 'Cell'
