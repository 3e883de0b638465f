import { Problem, type Call } from '#backbone'
import { rightsIn } from './columns-store.ts'
import type { Tx } from './store.ts'

const notInColumn = (column: string, needs: 'edit' | 'publish') =>
  new Problem('not-in-column', 403, `You may not ${needs} what is in this column`, { column, needs })

/** Whether the caller is among those named; who manages the station is never locked out, nor is the platform itself. */
export const mayIn = ({ actor, scopes }: Call, who: string[] | null): boolean =>
  who === null || who.includes(actor.id) || actor.kind === 'system' || scopes.has('station:manage')

/** Throws `not-in-column` unless the caller may edit (or publish) what is in a column; what is in none is everybody's. */
export const requireColumn = async (
  tx: Tx,
  call: Call,
  column: string | null,
  needs: 'edit' | 'publish',
): Promise<void> => {
  if (column === null) return
  const { editors, publishers } = await rightsIn(tx, column)
  if (!mayIn(call, needs === 'edit' ? editors : publishers)) throw notInColumn(column, needs)
}
