import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Graph } from './graph.ts'
import { GroupBox, StepBox } from './graph-boxes.tsx'
import type { RunStep } from './run-data.ts'

type GraphProps = { graph: Graph<RunStep>; chosen: string | undefined; choose(step: string): void }

/** The steps of a run from left to right; many alike are one box with a cell for each. */
export const RunGraph = ({ graph: { columns, edges }, chosen, choose }: GraphProps) => {
  const { t } = useTranslation()
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
  // What is looked at stays in sight beside its details.
  useEffect(() => {
    if (chosen === undefined) return
    const found = box.current?.querySelector(`[data-key="${CSS.escape(chosen)}"]`)
    found?.closest('[data-box]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [chosen])

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
