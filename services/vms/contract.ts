import { Type } from 'typebox'
import { contract } from '#backbone/contract'
import { Id } from '#backbone/schemas'
import { assetOperations } from './asset-contract.ts'
import { catalogueOperations } from './catalogue-contract.ts'
import { collectionEvents, collectionOperations } from './collection-contract.ts'
import { columnEvents, columnOperations } from './column-contract.ts'
import { commentEvents, commentOperations } from './comment-contract.ts'
import { rightsEvents, rightsOperations } from './rights-contract.ts'
import { importOperations } from './import-contract.ts'
import { metadataEvents, metadataOperations } from './metadata-contract.ts'

export { type Asset, AssetState } from './asset-contract.ts'
export type { Collection, RelationKind } from './collection-contract.ts'
export type { Column } from './column-contract.ts'
export type { MetadataField, MetadataSchema } from './metadata-contract.ts'
export type { Share } from './rights-contract.ts'
export type { ImportLine } from './import-contract.ts'
export type { Comment } from './comment-contract.ts'
export type { BulkAction, Filter, HistoryEntry, Lineage, Outcome, Sort } from './catalogue-contract.ts'

export const vms = contract({
  name: 'vms',
  summary: 'Catalogues assets, and publishes and withdraws them (VMS 管理)',
  operations: {
    ...catalogueOperations,
    ...assetOperations,
    ...commentOperations,
    ...columnOperations,
    ...metadataOperations,
    ...collectionOperations,
    ...rightsOperations,
    ...importOperations,
  },
  events: {
    created: Type.Object({ asset: Id, essence: Id }),
    changed: Type.Object({ asset: Id, version: Type.Integer() }),
    published: Type.Object({ asset: Id }),
    withdrawn: Type.Object({ asset: Id }),
    /** Into the recycle bin: the public sees it no more, lists neither. */
    binned: Type.Object({ asset: Id }),
    restored: Type.Object({ asset: Id }),
    /** For good, with all that was made of it. */
    deleted: Type.Object({ asset: Id, essence: Id }),
    ...commentEvents,
    ...columnEvents,
    ...collectionEvents,
    ...rightsEvents,
    ...metadataEvents,
  },
})
