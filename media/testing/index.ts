export { encodeSliced, gathered, pathOf, playlistOf } from './assembled.ts'
export { dice } from './dice.ts'
export { decode, makeMedia, picture, quickVideo, realClip, show, temporaryFolder, tone } from './media.ts'
export { compare, plant, type Planted, type PlantedClip, type PlantedOptions, planters } from './planted.ts'
