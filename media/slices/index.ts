export { clockJumps, keyframeTimes, longestStillSeconds, type PictureIndex } from './keyframes.ts'
export { withSizes } from './sizes.ts'
export { headFrames, outputFrames, planSlices, type Slice, type SliceOptions } from './plan.ts'
