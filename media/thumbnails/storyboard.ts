import type { Probe } from '#media/probe'

/** How the storyboard of a video is laid out: tiles of equal size, row by row, sheet by sheet. */
export type Layout = {
  intervalSeconds: number
  tiles: number
  tileWidth: number
  tileHeight: number
  columns: number
  rows: number
}

/** A storyboard on disk: its layout and the sheets in order. */
export type Storyboard = Layout & { sheets: string[] }

const tileWidth = 160
const mostPerSide = 10

/** One tile every 2 seconds, for long video up to every 10; at most 10 × 10 tiles on a sheet. */
export const layoutFor = (probe: Probe): Layout => {
  const { displayWidth = 16, displayHeight = 9 } = probe.video ?? {}
  const intervalSeconds = Math.round(Math.min(10, Math.max(2, probe.durationSeconds / 100)))
  const tiles = Math.max(1, Math.ceil(probe.durationSeconds / intervalSeconds))
  const columns = Math.min(mostPerSide, tiles)
  return {
    intervalSeconds,
    tiles,
    tileWidth,
    tileHeight: Math.min(480, Math.max(2, Math.round((tileWidth * displayHeight) / displayWidth / 2) * 2)),
    columns,
    rows: Math.min(mostPerSide, Math.ceil(tiles / columns)),
  }
}

const clock = (seconds: number): string => new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
const clockWithDays = (seconds: number): string => {
  const hours = Math.floor(seconds / 3600)
  return `${String(hours).padStart(2, '0')}${clock(seconds % 3600).slice(2)}`
}

/** The storyboard as WebVTT: one cue a tile, pointing into its sheet with a media fragment (`#xywh=`). */
export const storyboardText = (
  layout: Layout,
  durationSeconds: number,
  sheetUri: (sheet: number) => string,
): string => {
  const perSheet = layout.columns * layout.rows
  const cues = Array.from({ length: layout.tiles }, (_, tile) => {
    const place = tile % perSheet
    const x = (place % layout.columns) * layout.tileWidth
    const y = Math.floor(place / layout.columns) * layout.tileHeight
    const from = tile * layout.intervalSeconds
    const to = Math.max(from + 0.001, Math.min(from + layout.intervalSeconds, durationSeconds))
    const uri = sheetUri(Math.floor(tile / perSheet)).replace(/[\r\n]/g, '')
    return `${clockWithDays(from)} --> ${clockWithDays(to)}\n${uri}#xywh=${x},${y},${layout.tileWidth},${layout.tileHeight}\n`
  })
  return `WEBVTT\n\n${cues.join('\n')}`
}
