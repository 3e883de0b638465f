import { idInCursor, pageOf, Problem, type Api, type Call } from '#backbone'
import type { desk, Notice } from './contract.ts'
import type { DeskKit } from './figures.ts'
import {
  countUnread,
  findNotice,
  listNotices,
  markOne,
  markUpTo,
  type NoticeRow,
  type Reader,
} from './notices-store.ts'
import { lock } from './store.ts'

type NoticeOps = Pick<Api<typeof desk>, 'notices' | 'unread' | 'markRead' | 'markAllRead'>

const notFound = (id: string) => new Problem('notice-not-found', 404, 'There is no such notice for you', { id })

const readerOf = (call: Call): Reader => ({ person: call.actor.id, scopes: [...call.scopes] })

const shape = (row: NoticeRow): Notice => ({
  id: row.id,
  at: row.at.toISOString(),
  kind: row.kind,
  severity: row.severity,
  subject: { kind: row.subject_kind, id: row.subject },
  title: row.title,
  params: row.params,
  ...(row.by_name === null ? {} : { by: { ...(row.by_id === null ? {} : { id: row.by_id }), name: row.by_name } }),
  mine: row.mine,
  read: row.read,
})

/** What happened, to each person what they may know of, and what they have read of it. */
export const noticesApi = ({ inStation, tell }: DeskKit): NoticeOps => {
  const toldRead = (call: Call) => tell(call.station, 'desk', { what: 'read', person: call.actor.id })
  return {
    async notices({ cursor, limit = 50, ...filter }, call) {
      const before = cursor === undefined ? undefined : idInCursor(cursor)
      const rows = await inStation(call, (tx) => listNotices(tx, readerOf(call), filter, before, limit + 1))
      return pageOf(rows, limit, (row) => [row.id], shape)
    },
    async unread(_input, call) {
      const { count, fails, newest } = await inStation(call, (tx) => countUnread(tx, readerOf(call)))
      return { count, fails, ...(newest === null ? {} : { newest }) }
    },
    async markRead({ id, read = true }, call) {
      await inStation(call, async (tx) => {
        if (!(await findNotice(tx, readerOf(call), id))) throw notFound(id)
        await markOne(tx, { station: call.station, person: call.actor.id, notice: id, read })
      })
      toldRead(call)
      return {}
    },
    async markAllRead({ upTo }, call) {
      await inStation(call, async (tx) => {
        await lock(tx, `${call.station}/${call.actor.id}`)
        await markUpTo(tx, call.station, call.actor.id, upTo)
      })
      toldRead(call)
      return {}
    },
  }
}
