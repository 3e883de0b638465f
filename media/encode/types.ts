import type { CmafInit } from '#media/cmaf'
import type { Progress } from '#media/ffmpeg'
import type { PictureSignals } from '#media/picture'
import type { Logo } from './logo.ts'

/** A header that was written: kept once per rendition, since every slice makes the same bytes. */
export type EncodedInit = { rendition: string; path: string; bytes: number; sha256: string; description: CmafInit }

/** A finished segment on disk; ticks exactly as in the bitstream, presentation beginning at `baseSeconds`. */
export type EncodedSegment = {
  rendition: string
  sequence: number
  path: string
  startTicks: number
  durationTicks: number
  bytes: number
  sha256: string
}

/** Something wrong with the source, and where in it. */
export type Finding = { fromSeconds: number; toSeconds: number; message: string }

/** What an encode cost, found and made. */
export type EncodeResult = {
  cpuSeconds: number
  findings: Finding[]
  inits: EncodedInit[]
  segments: number
  /** Where the picture was to be measured. */
  signals?: PictureSignals
}

/** Where an encode puts its files and whom it tells. Reports of one rendition come in order, each awaited. */
export type EncodeOptions = {
  /** A folder of its own: `<folder>/<rendition>/init.mp4` and `<sequence>.m4s`. */
  folder: string
  signal?: AbortSignal | undefined
  nice?: number | undefined
  timeoutSeconds?: number | undefined
  /** Told ffmpeg's command before it is run. */
  onCommand?: ((command: readonly string[]) => void) | undefined
  onProgress?: ((progress: Progress & { share: number }) => void) | undefined
  onInit?: ((init: EncodedInit) => void | Promise<void>) | undefined
  onSegment?: ((segment: EncodedSegment) => void | Promise<void>) | undefined
  /** Lies over the picture of every rendition. */
  logo?: Logo | undefined
  /** SHA-256 of the init an earlier slice made, by rendition; another one is MediaError `init-differs`. */
  initSha256?: Record<string, string> | undefined
}
