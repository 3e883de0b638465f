import { useTranslation } from 'react-i18next'
import { formatPercent } from '../shell/format.ts'
import { Ring } from '../components/ring.tsx'
import { renditionName } from './renditions-tab.tsx'
import { flowFraction, inOrder, type FlowProgress } from './revision.ts'

type ChipsProps = {
  flows: readonly FlowProgress[]
  sourceSeconds: number | undefined
  ingesting: boolean
  open(): void
}

/** Which renditions there are and how far each has come, in one line; the whole table is a press away. */
export const RenditionChips = ({ flows, sourceSeconds, ingesting, open }: ChipsProps) => {
  const { t } = useTranslation()
  // A preview says nothing any more when the ladder is there.
  const shown = inOrder(flows).filter(({ flow }) => flow.role === 'ladder' || ingesting)
  if (shown.length === 0) return null
  return (
    <ul className="rendition-chips" aria-label={t('asset.renditions')}>
      {shown.map((one) => {
        const { flow } = one
        const fraction = flowFraction(one, sourceSeconds)
        const going = flow.state !== 'complete'
        return (
          <li key={flow.id} data-testid="rendition" data-name={flow.name} data-state={flow.state}>
            <button type="button" onClick={open} className={going && !ingesting ? 'amber' : ''}>
              {going && ingesting ? <Ring fraction={fraction} pixels={12} /> : null}
              {renditionName(one, t)}
              {going ? (
                <span className="numerals faint">{ingesting ? formatPercent(fraction) : t('asset.partial')}</span>
              ) : null}
            </button>
          </li>
        )
      })}
    </ul>
  )
}
