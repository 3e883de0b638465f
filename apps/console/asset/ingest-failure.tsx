import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset } from '#services/vms'
import { api, stationAddress } from '../shell/api.ts'
import { Copyable } from '../components/copyable.tsx'
import { formatDuration } from '../shell/format.ts'
import { problemTitle } from '../shell/problem.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { putAsset } from './asset-data.ts'
import type { Deck } from './use-deck.ts'

type Failure = NonNullable<Asset['error']>

/** The file itself is at fault: trying again with the same file ends the same way. */
const inTheFile = new Set([
  'file-damaged',
  'file-cut-off',
  'damaged-file',
  'incomplete-file',
  'not-media',
  'empty-file',
  'no-tracks',
  'no-picture',
  'no-sound',
  'unknown-codec',
  'encrypted',
  'container-not-allowed',
  'media-elsewhere',
  'picture-too-large',
  'probe-too-long',
  'needs-too-much-memory',
  'nothing-encoded',
])

/** What failed, why, and what can be done about it, with the id to quote. */
export const IngestFailure = ({ asset, deck }: { asset: Asset; deck: Deck }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const again = useAct(async () => putAsset(queries, await api.vms.reingest({ id: asset.id })))
  const { error } = asset
  if (!error) return null
  const file = inTheFile.has(error.type)
  const at = secondsOf(error, 'atSeconds')
  const reachable = at !== undefined && asset.playable && deck.element !== null
  return (
    <div className="failure" role="alert" data-testid="failure">
      <div className="failure-words">
        <strong>{t('asset.failedBecause', { reason: reasonOf(error) })}</strong>
        <p>{t(file ? (asset.playable ? 'asset.fileFaultPlayable' : 'asset.fileFault') : 'asset.tryLater')}</p>
        {asset.run ? (
          <p className="faint failure-id">
            {t('asset.quote')} <Copyable text={asset.run} />
          </p>
        ) : null}
      </div>
      <div className="row">
        {reachable ? (
          <Button onClick={() => deck.seek(Math.max(0, at - leadSeconds))} data-testid="see-damage">
            {t('asset.seeDamage', { at: formatDuration(Math.floor(at)) })}
          </Button>
        ) : null}
        {asset.run && may('runs:read') ? (
          <Link to={`/runs/${asset.run}`} className="ant-btn-link">
            {t('asset.seeRun')}
          </Link>
        ) : null}
        {may('essences:read') ? (
          <Button href={stationAddress(`/api/storage/essences/${asset.essence}/content`)}>{t('files.download')}</Button>
        ) : null}
        {may('assets:write') ? (
          <Button
            {...(file ? {} : { type: 'primary' as const })}
            loading={again.busy}
            onClick={() => again.act()}
            data-testid="reingest"
          >
            {t('asset.ingestAgain')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}

/** So long before the damage the look at it begins. */
const leadSeconds = 2

const secondsOf = ({ detail }: Failure, name: string): number | undefined => {
  const value = detail?.[name]
  return typeof value === 'number' ? value : undefined
}

/** The reason with the time of the damage, where that is known. */
const reasonOf = (error: Failure): string => {
  const at = secondsOf(error, 'atSeconds')
  const whole = secondsOf(error, 'claimedSeconds')
  const key = `asset.failures.${error.type}`
  if (at === undefined || !i18next.exists(key)) return problemTitle(error)
  return i18next.t(key, { at: formatDuration(Math.floor(at)), whole: whole === undefined ? '' : formatDuration(whole) })
}
