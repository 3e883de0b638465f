import { useQueryClient } from '@tanstack/react-query'
import { Button, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { Asset } from '#services/vms'
import { StateChip } from '../library/state-chip.tsx'
import { api, stationAddress } from '../shell/api.ts'
import { formatAgo, formatDuration } from '../shell/format.ts'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { isProblem, problemTitle } from '../shell/problem.ts'
import { Ring } from '../components/ring.tsx'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useDarkRoom } from '../theme/theme.tsx'
import { AssetActions } from './asset-actions.tsx'
import { useAsset, useFlows, useMediaInfo } from './asset-data.ts'
import { DetailsForm } from './details-form.tsx'
import { FilesTab } from './files-tab.tsx'
import { MediaTab } from './media-tab.tsx'
import { Player } from './player.tsx'
import { Renditions } from './renditions.tsx'
import { revisionOf } from './revision.ts'
import './asset.css'

const likelyFramesPerSecond = 25

/** One asset: watch it, correct what is said of it, publish it, see what it is made of. */
export const AssetPage = () => {
  useDarkRoom()
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const asset = useAsset(id)
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
      <div className="page">
        <Skeleton />
      </div>
    )
  }
  return <AssetView key={id} asset={asset.data} />
}

const AssetView = ({ asset }: { asset: Asset }) => {
  const { t, i18n } = useTranslation()
  const flows = useFlows(asset.id)
  const info = useMediaInfo(asset.id)
  const navigate = useNavigate()
  const ended = asset.state !== 'ingesting'
  const about = [
    asset.durationSeconds === undefined ? undefined : formatDuration(asset.durationSeconds),
    asset.width && asset.height ? `${asset.width} × ${asset.height}` : undefined,
    asset.createdBy,
    formatAgo(asset.createdAt, i18n.language),
  ].filter((part) => part !== undefined)
  return (
    <div className="page asset-page">
      <div className="page-head">
        <h1 className="ellipsis">{asset.title}</h1>
        <StateChip state={asset.state} progress={asset.progress} />
        <div className="grow" />
        <AssetActions asset={asset} gone={() => void navigate('/library')} />
      </div>
      <div className="asset-columns">
        <div className="asset-stage">
          {asset.error ? <IngestFailure asset={asset} /> : null}
          {asset.playable ? (
            <Player
              asset={asset.id}
              title={asset.title}
              framesPerSecond={info.data?.video?.frameRate || likelyFramesPerSecond}
              durationSeconds={asset.durationSeconds ?? info.data?.durationSeconds}
              poster={asset.hasPoster ? stationAddress(`/vod/${asset.id}/poster.jpg`) : undefined}
              revision={revisionOf(flows.data ?? [], ended)}
            />
          ) : asset.state === 'failed' ? null : (
            <div className="screen screen-wait">
              <p className="screen-word">
                <Ring fraction={asset.progress} pixels={40} />
                {t('asset.preparing')}
              </p>
            </div>
          )}
          <p className="asset-facts soft numerals">{about.join(' · ')}</p>
          <Renditions flows={flows.data ?? []} sourceSeconds={asset.durationSeconds} ingesting={!ended} />
        </div>
        <div className="panel asset-side">
          <Tabs
            items={[
              { key: 'details', label: t('asset.details'), children: <DetailsForm asset={asset} /> },
              { key: 'media', label: t('asset.media'), children: <MediaTab info={info} /> },
              { key: 'files', label: t('asset.files'), children: <FilesTab asset={asset} /> },
            ]}
          />
        </div>
      </div>
    </div>
  )
}

/** Why an ingest failed, in words, with the button that does something about it. */
const IngestFailure = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const again = useAct(async () => {
    queries.setQueryData(['assets', 'one', asset.id], await api.vms.reingest({ id: asset.id }))
  })
  return (
    <div className="failure" role="alert" data-testid="failure">
      <div className="grow">
        <strong>{t('asset.failed')}</strong>
        <p>{asset.error ? problemTitle(asset.error) : null}</p>
      </div>
      {asset.run ? <Link to={`/runs/${asset.run}`}>{t('asset.seeRun')}</Link> : null}
      {may('assets:write') ? (
        <Button loading={again.busy} onClick={() => again.act()} data-testid="reingest">
          {t('asset.ingestAgain')}
        </Button>
      ) : null}
    </div>
  )
}
