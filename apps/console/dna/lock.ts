import type { Stretch } from '#services/dna'

/** As much of a stretch as says what lies beside what. */
export type Line = Pick<Stretch, 'queryStartSeconds' | 'referenceStartSeconds' | 'durationSeconds' | 'speed'>

/** Where in the source a moment of the asset is found, by a stretch that goes on before and behind itself. */
export const toSource = (line: Line, seconds: number): number =>
  line.referenceStartSeconds + (seconds - line.queryStartSeconds) * line.speed

/** Where in the asset a moment of the source is found. */
export const toAsset = (line: Line, seconds: number): number =>
  line.queryStartSeconds + (seconds - line.referenceStartSeconds) / line.speed

const distance = (from: number, length: number, at: number) => Math.max(from - at, at - (from + length), 0)

/** The stretch that a moment of the asset lies in, or else the nearest one. */
export const lineAt = <L extends Line>(lines: readonly L[], seconds: number): L | undefined =>
  nearest(lines, (line) => distance(line.queryStartSeconds, line.durationSeconds, seconds))

/** The stretch that a moment of the source lies in, or else the nearest one. */
export const lineAtSource = <L extends Line>(lines: readonly L[], seconds: number): L | undefined =>
  nearest(lines, (line) => distance(line.referenceStartSeconds, line.durationSeconds * line.speed, seconds))

const nearest = <L>(lines: readonly L[], far: (line: L) => number): L | undefined =>
  lines.reduce<L | undefined>((best, line) => (best === undefined || far(line) < far(best) ? line : best), undefined)
