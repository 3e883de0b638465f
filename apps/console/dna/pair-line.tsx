import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Status } from '../components/status.tsx'
import { Moment } from '../library/moment.tsx'
import { formatDuration } from '../shell/format.ts'
import { useEditWords } from './edits.ts'
import { actionTones, decisionTones, type Pair } from './match-data.ts'

/** A match in a list of one asset's: the other of the two, when and how long, and how it was decided on. */
export const PairLine = ({ pair: { match, asset, source }, of }: { pair: Pair; of: 'asset' | 'source' }) => {
  const { t } = useTranslation()
  const edits = useEditWords()
  const [first] = match.stretches
  const at = (of === 'asset' ? first?.queryStartSeconds : first?.referenceStartSeconds) ?? 0
  const missing = of === 'source' && match.sourceStation ? 'copies.elsewhere' : 'copies.assetGone'
  return (
    <li>
      <Link to={`/dna/matches/${match.id}`} className="dna-line" data-testid="pair" data-decision={match.decision}>
        <Moment asset={of === 'asset' ? asset : source} atSeconds={at} missing={t(missing)}>
          {formatDuration(at)}
        </Moment>
        <span className="dna-line-about soft">
          <span>
            {[t('copies.seconds', { count: Math.round(match.seconds) }), edits(match.edits)]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {match.decision === 'open' ? (
            <Status tone={actionTones[match.action]}>{t(`copies.actions.${match.action}`)}</Status>
          ) : (
            <Status tone={decisionTones[match.decision]}>{t(`copies.decisions.${match.decision}`)}</Status>
          )}
        </span>
      </Link>
    </li>
  )
}
