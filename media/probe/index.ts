export { parseAspect, tooLarge } from './parse.ts'
export { defaultLimits, probe, type ProbeOptions } from './probe.ts'
export type { AudioTrack, PictureLimits, PictureSize, Probe, Rational, SubtitleTrack, VideoTrack } from './types.ts'
export { longestSeconds } from './refusals.ts'
