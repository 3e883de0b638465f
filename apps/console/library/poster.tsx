import type { Asset } from '#services/vms'
import { MediaPicture } from '../components/media-picture.tsx'
import { stationAddress } from '../shell/api.ts'
import { storyboardOf } from './storyboard.ts'

/** The poster of an asset; moving over it scrubs through the storyboard. */
export const Poster = ({ asset, scrub = true }: { asset: Asset; scrub?: boolean }) => (
  <MediaPicture
    poster={asset.hasPoster ? stationAddress(`/vod/${asset.id}/poster.jpg`) : undefined}
    durationSeconds={asset.durationSeconds}
    {...(scrub ? { storyboard: () => storyboardOf(asset.id) } : {})}
  />
)
