import { useTranslation } from 'react-i18next'
import { formatPercent } from '../shell/format.ts'
import { Ring } from '../components/ring.tsx'
import type { StepState } from './graph.ts'

const tones: Record<StepState, string> = {
  waiting: '',
  ready: '',
  admitted: '',
  running: 'tone-sky',
  done: 'tone-jade',
  failed: 'tone-red',
  cancelled: 'tone-amber',
}

/** How a run or a step stands, in a word. */
export const RunChip = ({ state, progress }: { state: StepState; progress: number }) => {
  const { t } = useTranslation()
  return (
    <span className={`chip ${tones[state]}`} data-testid="run-state" data-state={state}>
      {state === 'running' ? <Ring fraction={progress} pixels={14} /> : null}
      {t(`runs.states.${state}`)}
      {state === 'running' ? ` ${formatPercent(progress)}` : null}
    </span>
  )
}
