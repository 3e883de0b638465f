export { encodeAudio } from './audio.ts'
export { toneMapFilters } from './filters.ts'
export type { EncodedInit, EncodedSegment, EncodeOptions, EncodeResult, Finding } from './types.ts'
export { encodeHead, encodeSlice, type FrameRun } from './video.ts'
