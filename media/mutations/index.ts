export { type BrokenFile, makeCorpus } from './corpus.ts'
export { withExternalMedia } from './external.ts'
