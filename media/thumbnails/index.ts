export type { PosterCandidate } from './poster.ts'
export { pictureDemuxer, stillAt, stillOfPicture, type StillOptions } from './still.ts'
export { type Layout, layoutFor, type Storyboard, storyboardText } from './storyboard.ts'
export { makeThumbnails, type ThumbnailOptions, type Thumbnails } from './thumbnails.ts'
