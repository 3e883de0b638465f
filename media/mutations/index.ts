export { type Content, contentOf, isSameContent } from './content.ts'
export { type BrokenFile, makeCorpus } from './corpus.ts'
export { withExternalMedia } from './external.ts'
