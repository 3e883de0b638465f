/** Light of a screen at peak white, cd/m², and the exponent of its curve, as ITU-R BT.1702 assumes them. */
const peakLuminance = 200
const gamma = 2.2

/** Luminance by luma of video range, in 1/100 cd/m². */
export const luminanceOf: Float64Array = Float64Array.from({ length: 256 }, (_, luma) => {
  const level = Math.min(1, Math.max(0, (luma - 16) / 219))
  return Math.round(100 * peakLuminance * level ** gamma)
})

const binWidth = 50
const bins = (peakLuminance * 100) / binWidth + 1

/** Finds by how much at least a share of the cells has risen, and fallen: the quantile of the changes either way. */
export const changeMeter = (cells: number, share: number) => {
  const [up, down] = [new Uint32Array(bins), new Uint32Array(bins)]
  const enough = cells * share
  const quantile = (counts: Uint32Array): number => {
    let sum = 0
    for (let bin = bins - 1; bin > 0; bin -= 1) {
      sum += counts[bin] ?? 0
      if (sum >= enough) return bin * binWidth
    }
    return 0
  }
  return (before: Float64Array, now: Float64Array): { brighter: number; darker: number } => {
    up.fill(0)
    down.fill(0)
    for (let cell = 0; cell < cells; cell += 1) {
      const change = (now[cell] ?? 0) - (before[cell] ?? 0)
      const counts = change >= 0 ? up : down
      const bin = Math.min(bins - 1, Math.floor(Math.abs(change) / binWidth))
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    return { brighter: quantile(up), darker: quantile(down) }
  }
}
