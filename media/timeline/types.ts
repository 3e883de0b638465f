import type { Rational } from '#media/probe'

/**
 * One rendition of one track (BBC TAMS: a flow). Its media are immutable segments on a clock of `timescale` ticks per
 * second, on which the presentation begins at `baseSeconds`.
 */
export type Flow = {
  id: string
  kind: 'video' | 'audio'
  role: 'ladder' | 'preview'
  /** RFC 6381, as in `avc1.64001f` or `mp4a.40.2`. */
  codec: string
  timescale: number
  width?: number | undefined
  height?: number | undefined
  frameRate?: Rational | undefined
  channels?: number | undefined
  sampleRate?: number | undefined
  /** BCP 47 or ISO 639. */
  language?: string | undefined
  peakBitsPerSecond?: number | undefined
  averageBitsPerSecond?: number | undefined
  state: 'growing' | 'complete'
}

/**
 * Where an immutable piece of a flow lies, one CMAF segment, decodable after its init `initId`. Inits with the same
 * bytes have the same id, such as their SHA-256: a preview and its rung share one.
 */
export type Segment = {
  sequence: number
  startTicks: number
  durationTicks: number
  bytes: number
  initId: string
}

/** A run of one flow's segments that follow each other without a gap: what a presentation is composed of. */
export type FlowRange = { flow: Flow; segments: Segment[] }
