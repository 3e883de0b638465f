import type { Interlaced, PictureSignals } from '#media/picture'
import type { Probe } from '#media/probe'
import type { SoundSignals } from '#media/sound'
import type { Packets } from './packets.ts'

/** Everything a file can be found to be wrong in. */
export type FindingKind =
  | 'black'
  | 'freeze'
  | 'blackBars'
  | 'flashes'
  | 'interlaced'
  | 'fieldOrder'
  | 'repeatedFrames'
  | 'silence'
  | 'missingAudio'
  | 'deadChannel'
  | 'loudness'
  | 'loudnessRange'
  | 'truePeak'
  | 'clipping'
  | 'phase'
  | 'duration-mismatch'
  | 'drift'
  | 'corrupt'
  | 'colour'
  | 'resolution'
  | 'frameRate'
  | 'codec'
  | 'gop'
  | 'container'
  | 'soundFormat'

export type Severity = 'info' | 'warn' | 'fail'
export type Verdict = 'pass' | 'warn' | 'fail'

/** What can be mended without a person: each makes another file. */
export type FixKind = 'loudness' | 'crop' | 'deinterlace' | 'remux'

/** Something wrong with a file, and where: seconds after the first picture, to the end of the last frame concerned. */
export type Finding = {
  kind: FindingKind
  startSeconds: number
  endSeconds: number
  severity: Severity
  /** Names the sentence (see `sentence`); `params` are what stands in it. */
  message: string
  params: Record<string, string | number>
  fix?: FixKind
}

/** How a kind of finding is taken; shorter ones than `minimumSeconds` do not count. */
export type Rule = { severity: Severity | 'off'; minimumSeconds?: number }

/** What a file is held against. What a template does not say is not asked for. */
export type Template = {
  rules: Partial<Record<FindingKind, Rule>>
  loudness?: {
    targetLufs: number
    lowestLufs: number
    highestLufs: number
    highestTruePeakDbtp?: number
    highestRangeLu?: number
  }
  picture?: {
    sizes?: { width: number; height: number }[]
    frameRates?: number[]
    scan?: 'progressive' | 'top' | 'bottom'
    codecs?: string[]
    primaries?: string[]
    longestGopSeconds?: number
  }
  sound?: { codecs?: string[]; sampleRates?: number[]; channels?: number[] }
  containers?: string[]
}

/** A stretch of a file in which something could not be read or decoded; exact where its frames are known. */
export type Damage = {
  startSeconds: number
  endSeconds: number
  message: string
  track: 'picture' | 'sound'
  isExact: boolean
}

/** What is wrong with how a file is packed; `message` names the sentence, `params` are what stands in it. */
export type ContainerFault = {
  startSeconds: number
  endSeconds: number
  message: string
  params?: Record<string, string | number>
  /** However the template takes it: not worse than this. */
  atMost?: Exclude<Severity, 'fail'>
}

/** All that is known of a file when it is judged. */
export type Evidence = {
  probe: Probe
  packets: Packets
  picture?: PictureSignals | undefined
  /** Confirmed at full size. */
  interlaced: Interlaced[]
  sound?: SoundSignals | undefined
  damage: Damage[]
  /** What only the bytes of the container tell. */
  container: ContainerFault[]
}
