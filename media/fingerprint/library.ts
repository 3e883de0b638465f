import type { HashIndex } from './hash-index.ts'
import type { Print } from './print.ts'

/** What there is to compare with: an index, and the fingerprints of the owners it names. */
export type Library = { index: Pick<HashIndex, 'search'>; load(owner: number): Promise<Print | undefined> }
