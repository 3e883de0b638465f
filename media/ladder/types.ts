import type { Rational } from '#media/probe'

/** One picture rendition: capped CRF, closed GOPs of a fixed number of frames, an exact clock. */
export type VideoRendition = {
  name: string
  width: number
  height: number
  frameRate: Rational
  /** Ticks per second; one frame is a whole number of ticks. */
  timescale: number
  /** Frames per GOP, and so per segment. */
  gopFrames: number
  crf: number
  maximumBitsPerSecond: number
  bufferBits: number
  /** H.264 High at this level. */
  level: string
  /** RFC 6381. */
  codec: string
  /** Without looking ahead: the first segment is there sooner, a little larger. */
  immediate: boolean
}

/** One sound rendition: AAC-LC. `track` counts the source's audio tracks. */
export type AudioRendition = {
  name: string
  track: number
  channels: number
  sampleRate: number
  bitsPerSecond: number
  codec: string
  language: string | undefined
}

/** All renditions of a source, largest picture first, and what must be done to its picture beforehand. */
export type Ladder = {
  video: VideoRendition[]
  audio: AudioRendition[]
  toneMap: boolean
  deinterlace: boolean
}

/** What a station may choose about its ladder. */
export type LadderProfile = {
  /** Short sides of the wanted renditions, in pixels. */
  shortSides: readonly number[]
  crf: number
  audioBitsPerSecond: number
}
