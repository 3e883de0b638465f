export type ChartPoint = { at: string; value: number | null }
export type ChartSeries = {
  key: string
  /** Stands beside its line; there is no legend. */
  name: string
  points: readonly ChartPoint[]
  /** 1 to 6; in order unless told. */
  lane?: number
  look?: 'line' | 'area' | 'bar'
  /** What is only there to compare with: drawn faint. */
  quiet?: boolean
}

/** How values are written: on the axis, beside the line, in the table. */
export type ValueText = (value: number) => string
export type TimeText = (at: string) => string

/** Between the lines of an axis of bytes: whole numbers of the units bytes are written in, at most `parts` of them. */
export const bytesStep = (most: number, parts = 3): number => {
  const least = Math.max(1, most / parts)
  const unit = 1024 ** Math.floor(Math.log2(least) / 10)
  return ([1, 2, 5, 10, 20, 50, 100, 200, 500].find((step) => step * unit >= least) ?? 1024) * unit
}

/** All instants of all series, in order, once each. */
export const instantsOf = (series: readonly ChartSeries[]): string[] =>
  [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted()

/** A row an instant, a value a series: what a chart shows, for those who cannot see it. */
export const chartTable = (series: readonly ChartSeries[]): { at: string; values: (number | null)[] }[] => {
  const columns = series.map(({ points }) => new Map(points.map(({ at, value }) => [at, value])))
  return instantsOf(series).map((at) => ({ at, values: columns.map((column) => column.get(at) ?? null) }))
}
