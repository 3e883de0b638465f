import { useTranslation } from 'react-i18next'
import { Status } from '../components/status.tsx'
import type { StepState } from './graph.ts'
import { toneOf } from './run-state.ts'

type RunStatusProps = { state: StepState; progress: number; look?: 'plain' | 'chip' }

/** How a run or a step stands: a word, and a ring with the share while it runs. */
export const RunStatus = ({ state, progress, look = 'plain' }: RunStatusProps) => {
  const { t } = useTranslation()
  return (
    <span data-testid="run-state" data-state={state} className="run-status">
      <Status tone={toneOf[state]} look={look} progress={state === 'running' ? progress : undefined}>
        {t(`runs.states.${state}`)}
      </Status>
    </span>
  )
}
