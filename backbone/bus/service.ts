import type { Static } from 'typebox'
import type { Call } from '../contract/call.ts'
import type { Api } from '../contract/contract.ts'
import { fromCursor, pageOf } from '../contract/cursor.ts'
import { Problem } from '../contract/problem.ts'
import type { Database } from '../db/index.ts'
import type { Health, system } from './contract.ts'
import * as store from './store.ts'

/** What the bus is told by the host: who runs the platform, and how a change is entered in the audit trail. */
export type SystemOptions = {
  db: Database
  /** How the node and what it stands on are. */
  health(): Promise<Static<typeof Health>>
  /** Whether a station is the operator's own: one above which no other stands. */
  isOperator(station: string): Promise<boolean>
  audit(
    tx: unknown,
    call: Call,
    change: { action: string; subject: string; before?: object; after?: object },
  ): Promise<void>
}

const operatorOnly = () =>
  new Problem('operator-only', 403, 'Only the station that runs the platform may look into its events')
const notParked = (subscriber: string, position: number) =>
  new Problem('not-found', 404, 'No such event is parked', { subscriber, position })
const noSubscriber = (subscriber: string) =>
  new Problem('not-found', 404, 'There is no such subscriber', { subscriber })
const ahead = (position: number) =>
  new Problem('ahead-of-subscriber', 409, 'The subscriber has not come this far; it would miss events', { position })
const badCursor = () => new Problem('bad-cursor', 400, 'This cursor did not come from the page before')

/** The events of all stations, for the operator alone: they say what happens in every house on the platform. */
export const systemApi = ({ db, health, isOperator, audit }: SystemOptions): Api<typeof system> => {
  const asOperator = async <T>(call: Call, work: Parameters<typeof db.across<any, T>>[1]): Promise<T> => {
    if (!(await isOperator(call.station))) throw operatorOnly()
    return db.across<any, T>('bus', work)
  }

  return {
    async health(_input, call) {
      if (!(await isOperator(call.station))) throw operatorOnly()
      return health()
    },
    parked: async ({ cursor, limit = 50 }, call) => {
      const rows = await asOperator(call, (tx) => store.listParked(tx, placeIn(cursor), limit + 1))
      return pageOf(rows, limit, (row) => [Number(row.position), row.subscriber], parkedOf)
    },
    unpark: ({ subscriber, position }, call) =>
      asOperator(call, async (tx) => {
        const event = await store.unpark(tx, subscriber, position)
        if (!event) throw notParked(subscriber, position)
        await audit(tx, call, { action: 'event.retried', subject: `${subscriber}/${position}`, after: event })
        return {}
      }),
    subscribers: (_input, call) =>
      asOperator(call, async (tx) =>
        (await store.listSubscribers(tx)).map((row) => ({ ...row, position: Number(row.position) })),
      ),
    replay: ({ subscriber, position }, call) =>
      asOperator(call, async (tx) => {
        const found = await store.setBack(tx, subscriber, position)
        if (!found) throw noSubscriber(subscriber)
        if (found.ahead) throw ahead(position)
        const before = { position: Number(found.stood) }
        await audit(tx, call, { action: 'events.replayed', subject: subscriber, before, after: { position } })
        return {}
      }),
  }
}

const placeIn = (cursor: string | undefined) => {
  if (cursor === undefined) return undefined
  const [position, subscriber] = fromCursor(cursor, 2)
  if (!Number.isSafeInteger(position) || typeof subscriber !== 'string') throw badCursor()
  return { position: position as number, subscriber }
}

const parkedOf = ({ error, position, ...row }: store.ParkedRow) => ({
  ...row,
  position: Number(position),
  ...(error === null ? {} : { error }),
})
