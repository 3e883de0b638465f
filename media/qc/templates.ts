import type { Rule, Template } from './types.ts'

/** What is taken amiss in any file, however it will be shown. */
const everywhere = {
  black: { severity: 'warn', minimumSeconds: 0.5 },
  freeze: { severity: 'warn', minimumSeconds: 1 },
  blackBars: { severity: 'warn', minimumSeconds: 1 },
  flashes: { severity: 'fail' },
  interlaced: { severity: 'warn' },
  fieldOrder: { severity: 'warn' },
  repeatedFrames: { severity: 'info', minimumSeconds: 1 },
  silence: { severity: 'warn', minimumSeconds: 1 },
  missingAudio: { severity: 'info' },
  deadChannel: { severity: 'warn' },
  loudness: { severity: 'warn' },
  loudnessRange: { severity: 'info' },
  truePeak: { severity: 'info' },
  clipping: { severity: 'warn' },
  phase: { severity: 'warn', minimumSeconds: 2 },
  'duration-mismatch': { severity: 'fail', minimumSeconds: 0.3 },
  drift: { severity: 'warn', minimumSeconds: 0.1 },
  corrupt: { severity: 'fail' },
  colour: { severity: 'info' },
  resolution: { severity: 'fail' },
  frameRate: { severity: 'fail' },
  codec: { severity: 'fail' },
  gop: { severity: 'warn' },
  container: { severity: 'fail' },
  soundFormat: { severity: 'fail' },
} as const satisfies Template['rules']

/** On air nobody can go back: what is only unwelcome elsewhere is a fault here. */
const onAir = {
  ...everywhere,
  black: { severity: 'fail', minimumSeconds: 1 },
  freeze: { severity: 'fail', minimumSeconds: 2 },
  silence: { severity: 'fail', minimumSeconds: 2 },
  missingAudio: { severity: 'fail' },
  loudness: { severity: 'fail' },
  truePeak: { severity: 'warn' },
  loudnessRange: { severity: 'warn' },
  phase: { severity: 'fail', minimumSeconds: 2 },
  fieldOrder: { severity: 'fail' },
  colour: { severity: 'warn' },
} as const satisfies Template['rules']

/** EBU R 128, and ATSC A/85, the target and what is allowed either side of it. */
const ebu = { targetLufs: -23, lowestLufs: -23.5, highestLufs: -22.5, highestTruePeakDbtp: -1, highestRangeLu: 20 }
const atsc = { targetLufs: -24, lowestLufs: -26, highestLufs: -22, highestTruePeakDbtp: -2 }
const web = { targetLufs: -16, lowestLufs: -18, highestLufs: -14, highestTruePeakDbtp: -1 }

const hdPicture = {
  sizes: [{ width: 1920, height: 1080 }],
  frameRates: [25],
  primaries: ['bt709'],
}
const studioSound = { sampleRates: [48_000], channels: [2, 6, 8] }

const off = (...kinds: (keyof typeof everywhere)[]): Template['rules'] =>
  Object.fromEntries(kinds.map((kind): [string, Rule] => [kind, { severity: 'off' }]))

/** The templates every station has: what a file is held against, by name. */
export const builtInTemplates = {
  /** Faults of any file, with no format asked for; only sound that is loud or faint beyond doubt. */
  general: {
    rules: everywhere,
    loudness: { targetLufs: -23, lowestLufs: -31, highestLufs: -14, highestTruePeakDbtp: 0 },
  },
  'broadcast-1080i25': {
    rules: { ...onAir, ...off('interlaced') },
    loudness: ebu,
    picture: { ...hdPicture, scan: 'top' },
    sound: studioSound,
  },
  'broadcast-1080p25': {
    rules: { ...onAir, interlaced: { severity: 'fail' } },
    loudness: ebu,
    picture: { ...hdPicture, scan: 'progressive' },
    sound: studioSound,
  },
  'broadcast-atsc-1080p30': {
    rules: { ...onAir, interlaced: { severity: 'fail' } },
    loudness: atsc,
    picture: { ...hdPicture, frameRates: [29.97, 30], scan: 'progressive' },
    sound: studioSound,
  },
  web: {
    rules: { ...everywhere, interlaced: { severity: 'fail' } },
    loudness: web,
    picture: { codecs: ['h264', 'hevc', 'av1', 'vp9'], scan: 'progressive', longestGopSeconds: 10 },
  },
  phone: {
    rules: { ...everywhere, blackBars: { severity: 'fail', minimumSeconds: 1 } },
    loudness: web,
    picture: { codecs: ['h264', 'hevc'], scan: 'progressive', longestGopSeconds: 10 },
    sound: { codecs: ['aac'] },
  },
} as const satisfies Record<string, Template>

export type TemplateName = keyof typeof builtInTemplates
