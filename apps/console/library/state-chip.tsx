import { useTranslation } from 'react-i18next'
import type { AssetState } from '#services/vms'
import { Status, type Tone } from '../components/status.tsx'
import { formatPercent } from '../shell/format.ts'

export const tones: Record<AssetState, Tone> = {
  ingesting: 'sky',
  ready: 'none',
  published: 'jade',
  withdrawn: 'amber',
  failed: 'red',
}

type StateChipProps = {
  state: AssetState
  /** Of its making, 0 to 1. */
  progress: number
  look?: 'chip' | 'plain'
  /** The ring is not shown elsewhere. */
  ring?: boolean
}

/** How an asset stands, in a word; with how far it has come while it is being made. */
export const StateChip = ({ state, progress, look = 'chip', ring = true }: StateChipProps) => {
  const { t } = useTranslation()
  const making = state === 'ingesting'
  return (
    <span className="asset-state" data-testid="state" data-state={state}>
      <Status tone={tones[state]} look={look} progress={making && ring ? progress : undefined}>
        {t(`states.${state}`)}
        {making && !ring ? ` ${formatPercent(progress)}` : ''}
      </Status>
    </span>
  )
}
