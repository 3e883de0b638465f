import type { Rational } from '#media/probe'
import type { AdditionalCoding } from './coding.ts'

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
  /** Of H.264 High, HEVC Main or AV1 Main. */
  level: string
  /** RFC 6381; says how the pictures are coded. */
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
  /** Of H.264; what it means in other codings follows from it. */
  crf: number
  audioBitsPerSecond: number
  /** Codings beside H.264, and for which of the renditions. */
  additional?: readonly { coding: AdditionalCoding; shortSides: readonly number[] }[] | undefined
}
