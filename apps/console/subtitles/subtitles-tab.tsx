import { lazy, Suspense } from 'react'
import type { Asset } from '#services/vms'
import type { Deck } from '../asset/use-deck.ts'
import { ErrorState, Skeleton } from '../components/states.tsx'
import { useSession } from '../shell/session.tsx'
import type { Captions } from './captions.tsx'
import { useTrack, useTracks } from './data.ts'
import { TracksList } from './tracks-list.tsx'

const Editor = lazy(async () => ({ default: (await import('./editor.tsx')).Editor }))

type SubtitlesTabProps = {
  asset: Asset
  deck: Deck
  captions: Captions
  /** The track that is open; it has its address. */
  open: string | undefined
  openTrack(id: string | undefined): void
}

/** 字幕: the tracks of an asset, and the one that is being edited. */
export const SubtitlesTab = ({ asset, deck, captions, open, openTrack }: SubtitlesTabProps) => {
  const tracks = useTracks(asset.id)
  const { may } = useSession()
  const readOnly = !may('assets:write') || asset.deletedAt !== undefined
  if (open !== undefined) {
    return (
      <Suspense fallback={<Skeleton rows={6} />}>
        <OpenTrack
          key={open}
          id={open}
          asset={asset}
          deck={deck}
          captions={captions}
          readOnly={readOnly}
          back={() => openTrack(undefined)}
        />
      </Suspense>
    )
  }
  if (tracks.error && !tracks.data) return <ErrorState small error={tracks.error} again={() => void tracks.refetch()} />
  if (!tracks.data) return <Skeleton rows={3} />
  return <TracksList asset={asset.id} tracks={tracks.data} readOnly={readOnly} open={openTrack} />
}

type OpenTrackProps = {
  id: string
  asset: Asset
  deck: Deck
  captions: Captions
  readOnly: boolean
  back(): void
}

const OpenTrack = ({ id, ...rest }: OpenTrackProps) => {
  const track = useTrack(id)
  if (track.error && !track.data) return <ErrorState small error={track.error} again={() => void track.refetch()} />
  if (!track.data) return <Skeleton rows={6} />
  return <Editor track={track.data} put={track.put} {...rest} />
}
