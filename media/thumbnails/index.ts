export type { PosterCandidate } from './poster.ts'
export { type Layout, layoutFor, type Storyboard, storyboardText } from './storyboard.ts'
export { makeThumbnails, type ThumbnailOptions, type Thumbnails } from './thumbnails.ts'
