/** A stretch of time on the asset's timeline, where second 0 is the first picture (of sound alone: its beginning). */
export type Interval = { startSeconds: number; endSeconds: number }

/** What was measured of one channel. Levels are null where there was nothing but digital silence. */
export type ChannelSignals = {
  /** As ffmpeg names it (FL, FR, FC, LFE …), or its number from 1 where the layout is not known. */
  name: string
  peakDbfs: number | null
  rmsDbfs: number | null
  truePeakDbtp: number | null
  /** The mean of all samples, of full scale 1. */
  dcOffset: number
  /** No sample above `silenceDbfs` for at least `shortestSilenceSeconds`; exact to the sample. */
  silences: Interval[]
}

/** EBU R 128 (ITU-R BS.1770-4, EBU Tech 3341 and 3342). Null where the sound is too short or too quiet to say. */
export type Loudness = {
  integratedLufs: number | null
  rangeLu: number | null
  maximumMomentaryLufs: number | null
  maximumShortTermLufs: number | null
  truePeakDbtp: number | null
  truePeakAtSeconds: number | null
}

/**
 * What can be known of one sound track, measured in front of any downmix. Lists are in order of time and bounded;
 * `complete` is false where one would have been longer.
 */
export type SoundSignals = {
  version: 1
  /** Which track was measured, counted from 0, and how many there are. */
  track: number
  tracks: number
  channels: number
  layout: string | null
  sampleRate: number
  /** When the sound begins: negative where there is sound before the first picture, which is not measured. */
  startSeconds: number
  /** When the sound ends. */
  endSeconds: number
  loudness: Loudness
  perChannel: ChannelSignals[]
  /** All channels silent at once. */
  silences: Interval[]
  /** Channels that are silent from beginning to end while others are not; bass effects (LFE) are not counted. */
  deadChannels: string[]
  /** At least `clippedSamples` samples on end at full scale; `samples` is how many there are in the interval. */
  clipping: (Interval & { channel: string; samples: number })[]
  /** True peak above 0 dBTP in any channel. */
  overs: (Interval & { truePeakDbtp: number })[]
  /** Left against right (the first two channels): correlation below zero for two seconds and more. */
  inverted: (Interval & { correlation: number })[]
  /** What was said against the track while it was decoded; absent where that was not kept. */
  complaints?: string[]
  complete: boolean
}

/** Levels over time, one value a block (100 ms), as whole hundredths of the unit; null stands as `noValue`. */
export type Lanes = { blockSeconds: number; lanes: { name: string; values: Int16Array }[] }

/** All that falls out of one pass over the sound. */
export type MeasuredSound = {
  signals: SoundSignals
  lanes: Lanes
  /** audiowaveform .dat, version 2, 8 bit. */
  waveform: Buffer
  /** Chromaprint: unsigned 32-bit numbers, least byte first; undefined below three seconds, or without it in ffmpeg. */
  fingerprint: Buffer | undefined
}
