import { useEffectEvent, useLayoutEffect, useMemo, useRef, useState, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { formatPercent, formatSpan } from '../shell/format.ts'
import { layOut, type Box } from './graph.ts'
import type { RunStep } from './run-data.ts'
import { kindName, stepName } from './words.ts'

type GraphProps = { steps: readonly RunStep[]; chosen: string | undefined; choose(step: string): void }

/** The steps of a run from left to right; many alike are one box with a cell for each. */
export const RunGraph = ({ steps, chosen, choose }: GraphProps) => {
  const { t } = useTranslation()
  const { columns, edges } = useMemo(() => layOut(steps), [steps])
  const box = useRef<HTMLDivElement>(null)
  const [lines, setLines] = useState<{ id: string; path: string }[]>([])
  const shape = columns.map((column) => column.map(({ id }) => id).join()).join('/')

  const measure = useEffectEvent(() => {
    const element = box.current
    if (!element) return
    const origin = element.getBoundingClientRect()
    const place = (id: string) => element.querySelector(`[data-box="${CSS.escape(id)}"]`)?.getBoundingClientRect()
    setLines(
      edges.flatMap(({ from, to }) => {
        const a = place(from)
        const b = place(to)
        if (!a || !b) return []
        const [x1, y1] = [a.right - origin.left, a.top + a.height / 2 - origin.top]
        const [x2, y2] = [b.left - origin.left, b.top + b.height / 2 - origin.top]
        const bend = Math.max(16, (x2 - x1) / 2)
        return [{ id: `${from}>${to}`, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` }]
      }),
    )
  })
  // The lines depend on which boxes there are and where, not on how far they have come.
  useLayoutEffect(() => {
    if (shape === '' || !box.current) return
    measure()
    const observer = new ResizeObserver(() => measure())
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [shape])

  return (
    <div className="graph-scroll">
      <div className="graph" ref={box} role="group" aria-label={t('runs.steps')} data-testid="graph">
        <svg className="graph-lines" aria-hidden="true">
          {lines.map(({ id, path }) => (
            <path key={id} d={path} />
          ))}
        </svg>
        {columns.map((column, i) => (
          <div key={i} className="graph-column">
            {column.map((one) =>
              one.steps.length === 1 ? (
                <StepBox key={one.id} step={one.steps[0]!} chosen={chosen === one.id} choose={choose} />
              ) : (
                <GroupBox key={one.id} box={one} chosen={chosen} choose={choose} />
              ),
            )}
          </div>
        ))}
      </div>
    </div>
  )
}

const StepBox = ({ step, chosen, choose }: { step: RunStep; chosen: boolean; choose(step: string): void }) => {
  const { t } = useTranslation()
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
      <span className="step-name">{stepName(step)}</span>
      <span className="step-about numerals">
        {t(`runs.states.${step.state}`)}
        {step.state === 'running' ? ` ${formatPercent(step.progress)}` : null}
        <Took step={step} />
      </span>
      {step.worker ? <span className="step-about faint ellipsis">{step.worker}</span> : null}
      <Bar fraction={step.state === 'done' ? 1 : step.progress} />
    </button>
  )
}

const Took = ({ step }: { step: RunStep }) => {
  const { i18n } = useTranslation()
  if (!step.startedAt || !step.endedAt) return null
  return <> · {formatSpan((Date.parse(step.endedAt) - Date.parse(step.startedAt)) / 1000, i18n.language)}</>
}

const Bar = ({ fraction }: { fraction: number }) => (
  <i className="step-bar" style={{ '--done': fraction } as CSSProperties} />
)

const GroupBox = ({
  box,
  chosen,
  choose,
}: {
  box: Box<RunStep>
  chosen: string | undefined
  choose(step: string): void
}) => {
  const { t } = useTranslation()
  const counts = (['failed', 'running', 'cancelled'] as const).flatMap((state) =>
    box.counts[state] ? [t('runs.countOf', { count: box.counts[state], state: t(`runs.states.${state}`) })] : [],
  )
  return (
    <div className={`step group is-${box.state}`} data-box={box.id} data-testid="step-group" data-state={box.state}>
      <span className="step-name">
        {kindName(box.kind, box.steps[0]!.title)}
        <span className="numerals faint">
          {' '}
          {t('runs.groupDone', { done: box.counts.done ?? 0, all: box.steps.length })}
        </span>
      </span>
      <span className="step-about numerals">{counts.join(' · ') || t(`runs.states.${box.state}`)}</span>
      <div className={box.steps.length > 120 ? 'cells many' : 'cells'}>
        {box.steps.map((step) => (
          <button
            key={step.key}
            type="button"
            className={`cell is-${step.state}`}
            aria-label={`${stepName(step)} · ${t(`runs.states.${step.state}`)}`}
            title={`${stepName(step)} · ${t(`runs.states.${step.state}`)}`}
            aria-pressed={chosen === step.key}
            onClick={() => choose(step.key)}
            data-key={step.key}
          />
        ))}
      </div>
      <Bar fraction={box.progress} />
    </div>
  )
}
