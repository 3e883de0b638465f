import type { Interval } from '#media/picture'
import type { Evidence } from './types.ts'

type Size = { width: number; height: number }

/** The stretches of a film whose picture changes its size midway, each with its size and that of the asset. */
export const sizeStretches = ({ probe: { video }, packets }: Evidence): (Interval & Size & { asset: Size })[] => {
  const sizes = video?.sizes ?? []
  const asset = { width: video?.displayWidth ?? 0, height: video?.displayHeight ?? 0 }
  return sizes.map(({ fromSeconds, width, height }, i) => {
    const endSeconds = sizes[i + 1]?.fromSeconds ?? packets.video?.endSeconds ?? fromSeconds
    return { startSeconds: fromSeconds, endSeconds, width, height, asset }
  })
}

/** Less than so many pixels of black are rounding. */
const leastBar = 4

/** Where the picture has another shape than the asset, so that the black around it is ours. */
export const padded = (evidence: Evidence): Interval[] =>
  sizeStretches(evidence).filter(({ width, height, asset }) => {
    const scale = Math.min(asset.width / width, asset.height / height)
    return asset.width - width * scale > leastBar || asset.height - height * scale > leastBar
  })
