import type { Row } from './store.ts'

/** Whether an asset is within the time in which the public may see it. */
export const isInTime = ({ available_from: from, available_until: until }: Row, now: Date): boolean =>
  (from === null || from <= now) && (until === null || now < until)
