import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useQueryClient } from '@tanstack/react-query'
import type { Asset } from '#services/vms'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { StateChip } from '../library/state-chip.tsx'
import { posterAddress } from '../encoding/poster-address.ts'
import { api } from '../shell/api.ts'
import { formatAgo, formatDuration } from '../shell/format.ts'
import { isProblem } from '../shell/problem.ts'
import { Ring } from '../components/ring.tsx'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { createCaptions } from '../subtitles/captions.tsx'
import { useDarkRoom } from '../theme/theme.tsx'
import { useAddress } from './address.ts'
import { AssetActions } from './asset-actions.tsx'
import { putAsset, useAsset, useFlows, useMediaInfo } from './asset-data.ts'
import { AssetTabs } from './asset-tabs.tsx'
import { IngestFailure } from './ingest-failure.tsx'
import { IngestProgress } from './ingest-progress.tsx'
import { useStoryboard } from './pictures.ts'
import { Player } from './player.tsx'
import { RenditionChips } from './rendition-chips.tsx'
import { revisionOf } from './revision.ts'
import { AssetTimeline } from './timeline.tsx'
import { useDeck } from './use-deck.ts'
import './asset.css'

const likelyFramesPerSecond = 25

/** One asset: watch it, correct what is said of it, publish it, see what it is made of. */
export const AssetPage = () => {
  useDarkRoom()
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const asset = useAsset(id)
  const title = asset.data?.title
  useEffect(() => {
    if (title !== undefined) document.title = t('components.page.title', { title })
  }, [t, title])
  if (isProblem(asset.error, 'asset-not-found')) {
    return (
      <Empty title={t('asset.gone')} detail={t('asset.goneDetail')}>
        <Link to="/library">{t('errors.toLibrary')}</Link>
      </Empty>
    )
  }
  if (asset.error && !asset.data) return <ErrorState error={asset.error} again={() => void asset.refetch()} />
  if (!asset.data) {
    return (
      <div className="asset-page asset-columns" aria-busy="true">
        <div className="screen screen-wait" />
        <Skeleton shape="form" rows={4} />
      </div>
    )
  }
  return <AssetView key={id} asset={asset.data} />
}

const AssetView = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const address = useAddress()
  const flows = useFlows(asset.id)
  const info = useMediaInfo(asset.id)
  const navigate = useNavigate()
  const [captions] = useState(createCaptions)
  const cues = useStoryboard(asset)
  const deck = useDeck(
    info.data?.video?.frameRate || likelyFramesPerSecond,
    asset.durationSeconds ?? info.data?.durationSeconds,
  )
  const ingesting = asset.state === 'ingesting'
  return (
    <div className="asset-page">
      <header className="asset-head">
        <h1 className="ellipsis" title={asset.title}>
          {asset.title}
        </h1>
        <StateChip state={asset.state} progress={asset.progress} />
        <Facts asset={asset} />
        <div className="grow" />
        <AssetActions
          asset={asset}
          gone={() => void navigate('/library')}
          openSharing={() => address.openTab('sharing')}
        />
      </header>
      <div className="asset-columns">
        <div className="asset-stage">
          {asset.deletedAt ? <InBin asset={asset} /> : null}
          {asset.state === 'failed' ? <IngestFailure asset={asset} deck={deck} /> : null}
          {asset.playable ? (
            <Player
              deck={deck}
              asset={asset.id}
              title={asset.title}
              poster={posterAddress(asset)}
              revision={revisionOf(flows.data ?? [], !ingesting)}
              startSeconds={address.startSeconds ?? 0}
              cues={cues}
              captions={captions}
            />
          ) : (
            <div className="screen screen-wait">
              <p className="screen-word">
                {asset.state === 'failed' ? null : <Ring fraction={asset.progress} pixels={40} />}
                {t(asset.state === 'failed' ? 'asset.nothingToPlay' : 'asset.preparing')}
              </p>
            </div>
          )}
          {ingesting ? <IngestProgress asset={asset} /> : null}
          {asset.playable ? (
            <AssetTimeline
              asset={asset}
              deck={deck}
              cues={cues}
              openComment={address.openComment}
              openFinding={address.openFinding}
            />
          ) : null}
          <RenditionChips
            flows={flows.data ?? []}
            sourceSeconds={asset.durationSeconds}
            ingesting={ingesting}
            open={() => address.openTab('renditions')}
          />
        </div>
        <AssetTabs
          asset={asset}
          address={address}
          deck={deck}
          captions={captions}
          flows={flows.data ?? []}
          info={info}
        />
      </div>
    </div>
  )
}

const Facts = ({ asset }: { asset: Asset }) => {
  const { i18n } = useTranslation()
  const about = [
    asset.durationSeconds === undefined ? undefined : formatDuration(asset.durationSeconds),
    asset.width && asset.height ? `${asset.width} × ${asset.height}` : undefined,
    asset.createdBy,
    formatAgo(asset.createdAt, i18n.language),
  ].filter((part) => part !== undefined)
  return <p className="asset-facts faint numerals">{about.join(' · ')}</p>
}

/** It lies in the recycle bin: looked at, and taken out again. */
const InBin = ({ asset }: { asset: Asset }) => {
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const restore = useAct(async () => putAsset(queries, await api.vms.restore({ id: asset.id })))
  return (
    <div className="in-bin" role="status" data-testid="in-bin">
      <p className="grow">
        {t('asset.inBin', { name: asset.deletedBy ?? '', ago: formatAgo(asset.deletedAt!, i18n.language) })}
      </p>
      {may('assets:write') ? (
        <Button type="primary" loading={restore.busy} onClick={() => restore.act()} data-testid="restore">
          {t('asset.restore')}
        </Button>
      ) : null}
    </div>
  )
}
