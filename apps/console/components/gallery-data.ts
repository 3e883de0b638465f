import { Type } from 'typebox'
import { Problem } from '#backbone/problem'
import type { Cue } from '../../shared/storyboard-cues.ts'
import type { ChartSeries } from './chart-kinds.ts'
import sheet from './sample-sheet.svg'
import type { CurvePoint, LaneItem, Peaks } from './timeline-layout.ts'

/** Demonstration data: made by arithmetic, only for the page that shows the components. */
export type Sample = {
  id: string
  number: number
  state: 'ready' | 'working' | 'failed' | 'late' | 'rest'
  durationSeconds: number
  bytes: number
  by: number
  at: string
  version: number
}

const states = ['ready', 'ready', 'working', 'ready', 'failed', 'late', 'rest'] as const
const began = Date.UTC(2026, 0, 1)

export const sampleRows = (count: number): Sample[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `sample-${i}`,
    number: i + 1,
    state: states[(i * 5) % states.length]!,
    durationSeconds: 20 + ((i * 7919) % 5400),
    bytes: 4_000_000 + ((i * 104_729) % 900) * 21_000_000,
    by: i % 4,
    at: new Date(began - i * 1_260_000).toISOString(),
    version: 1,
  }))

/** Whole periods of a wave with a little roughness, the same at every start. */
const wave = (i: number, period: number) =>
  0.5 + 0.5 * Math.sin((i / period) * Math.PI * 2) * Math.cos((i / (period * 0.37)) * Math.PI * 2)

export const sampleSeconds = 1800
export const samplePeaks: Peaks = {
  perSecond: 20,
  values: Float32Array.from({ length: sampleSeconds * 20 }, (_, i) =>
    Math.abs(wave(i, 733) * (0.35 + 0.65 * wave(i, 41)) * (0.5 + 0.5 * wave(i, 9))),
  ),
}
export const sampleLoudness: CurvePoint[] = Array.from({ length: sampleSeconds }, (_, i) => ({
  atSeconds: i,
  value: i > 700 && i < 760 ? Number.NaN : -23 + (wave(i, 190) - 0.5) * 14 + (wave(i, 23) - 0.5) * 5,
}))
export const sampleShots = (word: (n: number) => string): LaneItem[] =>
  Array.from({ length: 240 }, (_, i) => ({
    id: `shot-${i}`,
    fromSeconds: i * 7.5,
    toSeconds: (i + 1) * 7.5,
    label: word(i + 1),
  }))

const tile = { width: 160, height: 90, across: 6, down: 5 }

/** Plain hues with their number, obviously no film. */
export const sampleCues: Cue[] = Array.from({ length: tile.across * tile.down }, (_, i) => {
  const each = sampleSeconds / (tile.across * tile.down)
  return {
    fromSeconds: i * each,
    toSeconds: (i + 1) * each,
    sheet,
    x: (i % tile.across) * tile.width,
    y: Math.floor(i / tile.across) * tile.height,
    width: tile.width,
    height: tile.height,
  }
})

export const sampleSeries = (today: string, yesterday: string): ChartSeries[] => {
  const points = (shift: number) =>
    Array.from({ length: 48 }, (_, i) => ({
      at: new Date(began + i * 1_800_000).toISOString(),
      value: Math.round(40 + 30 * wave(i + shift, 31) + ((i * 17 + shift) % 9)),
    }))
  return [
    { key: 'today', name: today, points: points(0), look: 'area', lane: 1 },
    { key: 'yesterday', name: yesterday, points: points(11), quiet: true },
  ]
}

/** A schema with a field of every kind. */
export const SampleForm = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
  kind: Type.Enum(['live', 'file', 'link']),
  channel: Type.Optional(Type.Enum(['one', 'two', 'three', 'four', 'five'])),
  note: Type.Optional(Type.String({ maxLength: 400 })),
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 12 }), { maxItems: 3 }),
  windowSeconds: Type.Integer({ minimum: 5, maximum: 3600, default: 60 }),
  start: Type.Optional(Type.String({ format: 'date-time' })),
  open: Type.Boolean({ default: true }),
  place: Type.Object({ city: Type.String({ minLength: 1, maxLength: 30 }), floor: Type.Optional(Type.Integer()) }),
})

export const sampleProblem = new Problem('internal', 500, 'Something went wrong on our side', {
  requestId: '00000000-sample-0000',
})
export const sampleRefusal = new Problem('invalid-input', 400, 'The request is not as the API describes it', {
  errors: [{ field: 'title', rule: 'pattern' }],
})
