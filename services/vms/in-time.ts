import type { Row } from './store.ts'

/** Whether an asset is within the time in which the public may see it. */
export const isInTime = ({ available_from: from, available_until: until }: Row, now: Date): boolean =>
  (from === null || from <= now) && (until === null || now < until)

/** What lies in the bin, or whose rights have ended, is lent to nobody; what is yet to be published may be. */
export const isLendable = (row: Row): boolean =>
  row.deleted_at === null && (row.available_until === null || row.available_until > new Date())
