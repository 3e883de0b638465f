export { ladderFor, previewFor } from './ladder.ts'
export { gopFrames, outputFrameRate, ticksPerFrame, videoTimescale } from './rate.ts'
export type { AudioRendition, Ladder, LadderProfile, VideoRendition } from './types.ts'
