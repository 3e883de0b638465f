import type { access } from '#backbone/access/contract'
import type { runs } from '#backbone/jobs/contract'
import { Problem, type Kit } from '#backbone'
import type { slice } from '#services/slice'
import type { storage } from '#services/storage'
import type { transcode } from '#services/transcode'
import type { vms } from './contract.ts'
import type { Row, Tables, Tx } from './store.ts'

/** What the platform hands to the catalogue. */
export type VmsKit = Kit<
  typeof vms,
  {
    access: typeof access
    runs: typeof runs
    slice: typeof slice
    storage: typeof storage
    transcode: typeof transcode
  },
  Tables
>
/** Starts the ingest of an asset in the transaction that made (or revived) it; `profile` instead of its column's. */
export type StartIngest = (tx: Tx, row: Row, profile?: string) => Promise<Row>

export const notFound = (id: string) => new Problem('asset-not-found', 404, 'There is no such asset here', { id })
export const inBin = ({ id }: Row) =>
  new Problem('asset-in-bin', 409, 'What is in the recycle bin is restored first', { id })
export const notInBin = ({ id }: Row) => new Problem('asset-not-in-bin', 409, 'It is not in the recycle bin', { id })
export const notNow = (row: Row, wanted: string) =>
  new Problem(`asset-not-${wanted}`, 409, `An asset that is ${row.state} cannot be ${wanted}`, { state: row.state })

export const outOfTime = ({ available_from: from, available_until: until }: Row) =>
  new Problem('out-of-time', 409, 'The rights to it do not cover the present moment', { from, until })
/** For calls to other services: what may have come to an end by itself is nothing to stop for. */
export const ignore =
  (...types: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof Problem && types.includes(error.type))) throw error
  }
