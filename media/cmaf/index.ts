export { type CmafInit, parseInit } from './init.ts'
export { type CmafSegment, parseSegment } from './segment.ts'
export { type CmafPiece, splitFragments } from './split.ts'
