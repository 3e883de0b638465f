import type { ReactNode } from 'react'
import type { Asset } from '#services/vms'
import { cueAt } from '../../shared/storyboard-cues.ts'
import { useStoryboard } from '../asset/pictures.ts'
import { Still } from '../components/still.tsx'
import { stationAddress } from '../shell/api.ts'
import './moment.css'

type MomentProps = {
  asset: Asset | undefined
  atSeconds: number
  /** What stands for an asset that cannot be seen. */
  missing: string
  /** Beneath its title. */
  children?: ReactNode
}

/** A moment of an asset: its picture, what the asset is called, and what is said of it. */
export const Moment = ({ asset, atSeconds, missing, children }: MomentProps) => (
  <span className="moment-of">
    <span className="moment-picture">{asset ? <Picture asset={asset} atSeconds={atSeconds} /> : null}</span>
    <span className="moment-words">
      <span className={asset ? 'ellipsis' : 'ellipsis faint'} title={asset?.title}>
        {asset?.title ?? missing}
      </span>
      {children ? <span className="moment-about faint numerals">{children}</span> : null}
    </span>
  </span>
)

const Picture = ({ asset, atSeconds }: { asset: Asset; atSeconds: number }) => {
  const cue = cueAt(useStoryboard(asset), atSeconds)
  if (cue) return <Still cue={cue} />
  return asset.hasPoster ? <img src={stationAddress(`/vod/${asset.id}/poster.jpg`)} alt="" loading="lazy" /> : null
}
