import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { MediaInfo } from '#services/transcode'
import type { Asset } from '#services/vms'
import { StatusMark } from '../components/status.tsx'
import { PosterPanel } from '../encoding/poster-panel.tsx'
import { UsedProfile } from '../encoding/used-profile.tsx'
import { CopiesTab } from '../dna/copies-tab.tsx'
import type { Captions } from '../subtitles/captions.tsx'
import { SubtitlesTab } from '../subtitles/subtitles-tab.tsx'
import { tabs, type Address, type Tab } from './address.ts'
import { useComments } from './comments-data.ts'
import { CommentsTab } from './comments-tab.tsx'
import { DetailsForm } from './details-form.tsx'
import { FilesTab } from './files-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import { LineageTab } from './lineage-tab.tsx'
import { MediaTab } from './media-tab.tsx'
import { MetadataForm } from './metadata-form.tsx'
import { useQc, verdictTones } from './qc-data.ts'
import { QcTab } from './qc-tab.tsx'
import { RenditionsTab } from './renditions-tab.tsx'
import type { FlowProgress } from './revision.ts'
import { SharingTab } from './sharing-tab.tsx'
import { TabBar } from './tab-bar.tsx'
import type { Deck } from './use-deck.ts'

type AssetTabsProps = {
  asset: Asset
  address: Address
  deck: Deck
  captions: Captions
  flows: readonly FlowProgress[]
  info: UseQueryResult<MediaInfo>
}

/** Everything about an asset beside its picture; each tab has its address. */
export const AssetTabs = ({ asset, address, deck, captions, flows, info }: AssetTabsProps) => {
  const { t } = useTranslation()
  const { threads } = useComments(asset.id)
  const verdict = useQc(asset.id).data?.report.verdict
  const open = threads.filter(({ comment }) => comment.kind === 'comment' && !comment.resolvedAt).length
  const panes: Record<Tab, ReactNode> = {
    details: (
      <>
        <DetailsForm asset={asset} />
        <MetadataForm asset={asset} />
      </>
    ),
    renditions: (
      <>
        <RenditionsTab
          asset={asset.id}
          flows={flows}
          sourceSeconds={asset.durationSeconds}
          ingesting={asset.state === 'ingesting'}
        />
        <UsedProfile asset={asset.id} ingesting={asset.state === 'ingesting'} />
      </>
    ),
    subtitles: (
      <SubtitlesTab asset={asset} deck={deck} captions={captions} open={address.track} openTrack={address.openTrack} />
    ),
    qc: <QcTab asset={asset} deck={deck} open={address.finding} />,
    copies: <CopiesTab asset={asset} />,
    comments: <CommentsTab asset={asset.id} deck={deck} open={address.comment} openComment={address.openComment} />,
    files: <FilesTab asset={asset} />,
    media: (
      <>
        <MediaTab info={info} />
        <PosterPanel asset={asset} deck={deck} />
      </>
    ),
    lineage: <LineageTab asset={asset} />,
    history: <HistoryTab asset={asset} />,
    sharing: <SharingTab asset={asset} />,
  }
  return (
    <div className="panel asset-side">
      <TabBar
        label={t('asset.about')}
        active={address.tab}
        choose={address.openTab}
        items={tabs.map((key) => ({
          key,
          label: (
            <>
              {t(`asset.tabs.${key}`)}
              {key === 'qc' && verdict && verdict !== 'pass' ? <StatusMark tone={verdictTones[verdict]} /> : null}
              {key === 'comments' && open > 0 ? <span className="tab-count numerals">{open}</span> : null}
            </>
          ),
          content: panes[key],
        }))}
      />
    </div>
  )
}
