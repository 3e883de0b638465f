import { useTranslation } from 'react-i18next'
import type { AssetState } from '#services/vms'
import { formatPercent } from '../shell/format.ts'
import { Ring } from '../components/ring.tsx'

const tones: Record<AssetState, string> = {
  ingesting: 'tone-sky',
  ready: '',
  published: 'tone-jade',
  withdrawn: 'tone-amber',
  failed: 'tone-red',
}

/** How an asset stands, in a word; with a ring while it is being made. */
export const StateChip = ({ state, progress }: { state: AssetState; progress: number }) => {
  const { t } = useTranslation()
  return (
    <span className={`chip ${tones[state]}`} data-testid="state" data-state={state}>
      {state === 'ingesting' ? <Ring fraction={progress} pixels={14} /> : null}
      {t(`states.${state}`)}
      {state === 'ingesting' ? ` ${formatPercent(progress)}` : null}
    </span>
  )
}
