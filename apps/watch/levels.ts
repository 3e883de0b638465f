/** One rendition of the picture that can be chosen. */
export type Level = { index: number; name: string; bitsPerSecond: number }

/** Names levels by their shorter side (a film held upright is `720p` too); two of the same size also by their rate. */
export const namedLevels = (levels: readonly { width: number; height: number; bitrate: number }[]): Level[] => {
  const sizes = levels.map(({ width, height }) => Math.min(width || height, height))
  return levels
    .map(({ bitrate }, index) => {
      const size = sizes[index]!
      const megabits = `${(bitrate / 1e6).toFixed(1)} Mb/s`
      const alone = sizes.filter((one) => one === size).length === 1
      return {
        index,
        name: size === 0 ? megabits : alone ? `${size}p` : `${size}p ${megabits}`,
        bitsPerSecond: bitrate,
      }
    })
    .toSorted((a, b) => b.bitsPerSecond - a.bitsPerSecond)
}

/** What an hour at a rate costs of a data plan: `360 MB`, `2.7 GB`. */
export const bytesPerHour = (bitsPerSecond: number): string => {
  const megabytes = ((bitsPerSecond / 8) * 3600) / 1e6
  if (megabytes >= 1000) return `${(megabytes / 1000).toFixed(1)} GB`
  return `${megabytes < 100 ? Math.max(1, Math.round(megabytes)) : Math.round(megabytes / 10) * 10} MB`
}
