import type { Cue } from '../../shared/storyboard-cues.ts'
import type { Draw } from './timeline-canvas.tsx'
import {
  curveIn,
  peaksIn,
  placeItems,
  tilesIn,
  valueY,
  type CurvePoint,
  type LaneItem,
  type Peaks,
} from './timeline-layout.ts'
import type { View } from './timeline-view.ts'

type Box = { widthPixels: number; heightPixels: number }

const sheets = new Map<string, HTMLImageElement>()
const mostSheets = 64

/** A storyboard sheet, fetched once; `ready` is called when it comes. */
const sheetOf = (address: string, ready: () => void): HTMLImageElement | undefined => {
  const known = sheets.get(address)
  if (known?.complete) return known.naturalWidth > 0 ? known : undefined
  const sheet = known ?? new Image()
  sheet.addEventListener('load', ready, { once: true })
  if (!known) {
    if (sheets.size >= mostSheets) sheets.clear()
    sheets.set(address, sheet)
    sheet.src = address
  }
  return undefined
}

/** The storyboard, picture by picture. */
export const drawPictures =
  (cues: readonly Cue[], view: View, { widthPixels, heightPixels }: Box, again: () => void): Draw =>
  (pen) => {
    for (const { cue, leftPixels, widthPixels: wide } of tilesIn(cues, view, widthPixels, heightPixels)) {
      const sheet = sheetOf(cue.sheet, again)
      if (!sheet) continue
      pen.drawImage(sheet, cue.x, cue.y, cue.width, cue.height, leftPixels, 0, wide - 1, heightPixels)
    }
  }

/** Sound, loud and quiet, around a middle line. */
export const drawWaveform =
  (peaks: Peaks, view: View, { widthPixels, heightPixels }: Box): Draw =>
  (pen, colour) => {
    const middle = heightPixels / 2
    pen.fillStyle = colour('--wave')
    const loudest = peaksIn(peaks, view, widthPixels)
    for (const [x, peak] of loudest.entries()) {
      const half = Math.max(0.5, Math.min(1, peak) * (middle - 1))
      pen.fillRect(x, middle - half, 1, half * 2)
    }
  }

export type Guide = { value: number; label: string }
export type CurveRow = {
  points: readonly CurvePoint[]
  least: number
  most: number
  guides?: readonly Guide[]
  lane?: number
}

/** A measured course with the lines it is held against. */
export const drawCurve =
  ({ points, least, most, guides = [], lane = 2 }: CurveRow, view: View, box: Box): Draw =>
  (pen, colour) => {
    const shape = { ...box, least, most }
    pen.strokeStyle = colour('--line-strong')
    pen.setLineDash([3, 3])
    pen.lineWidth = 1
    for (const { value } of guides) {
      const y = Math.round(valueY(value, shape)) + 0.5
      pen.beginPath()
      pen.moveTo(0, y)
      pen.lineTo(box.widthPixels, y)
      pen.stroke()
    }
    pen.setLineDash([])
    pen.strokeStyle = colour(`--lane-${lane}`)
    pen.lineWidth = 1.5
    pen.lineJoin = 'round'
    for (const line of curveIn(points, view, shape)) {
      pen.beginPath()
      for (const [i, [x, y]] of line.entries()) {
        if (i === 0) pen.moveTo(x, y)
        else pen.lineTo(x, y)
      }
      pen.stroke()
    }
  }

/** More items than anybody could press: stretches beside each other in two shades. */
export const drawItems =
  (items: readonly LaneItem[], view: View, { widthPixels, heightPixels }: Box, lane: number): Draw =>
  (pen, colour) => {
    const fill = colour(`--lane-${lane}`)
    for (const [i, { leftPixels, widthPixels: wide }] of placeItems(items, view, widthPixels, 1).entries()) {
      pen.globalAlpha = i % 2 === 0 ? 0.5 : 0.32
      pen.fillStyle = fill
      pen.fillRect(leftPixels, 2, Math.max(1, wide - 1), heightPixels - 4)
    }
    pen.globalAlpha = 1
  }
