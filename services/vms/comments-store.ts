import { sql, type ColumnType, type Generated, type Selectable } from 'kysely'
import type { Db, Tx } from './store.ts'

export type CommentTable = {
  id: Generated<string>
  station: string
  asset: string
  reply_to: string | null
  kind: 'comment' | 'marker'
  text: string
  in_seconds: number | null
  out_seconds: number | null
  author_kind: string
  author_id: string
  author_name: string
  created_at: Generated<Date>
  edited_at: Date | null
  resolved_at: Date | null
  resolved_by: string | null
  version: ColumnType<number, number | undefined, number>
}
export type CommentRow = Selectable<CommentTable>

type Asked = {
  asset: string
  kind?: 'comment' | 'marker'
  resolved?: boolean
  after: string | undefined
  limit: number
}
export const listComments = (db: Db, { asset, kind, resolved, after, limit }: Asked): Promise<CommentRow[]> => {
  let query = db.selectFrom('comment').selectAll().where('asset', '=', asset)
  if (kind) query = query.where('kind', '=', kind)
  if (resolved !== undefined) query = query.where('resolved_at', resolved ? 'is not' : 'is', null)
  if (after !== undefined) query = query.where('id', '>', after)
  return query.orderBy('id').limit(limit).execute()
}

/** The comment, which nobody else changes before the transaction ends. */
export const lockComment = (tx: Tx, id: string): Promise<CommentRow | undefined> =>
  tx.selectFrom('comment').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

export const countComments = async (db: Db, asset: string): Promise<number> => {
  const { count } = await db
    .selectFrom('comment')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('asset', '=', asset)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export type NewComment = Omit<CommentRow, 'id' | 'created_at' | 'edited_at' | 'resolved_at' | 'resolved_by' | 'version'>
export const insertComment = (tx: Tx, comment: NewComment): Promise<CommentRow> =>
  tx.insertInto('comment').values(comment).returningAll().executeTakeFirstOrThrow()

type Changes = Partial<
  Pick<CommentRow, 'text' | 'in_seconds' | 'out_seconds' | 'edited_at' | 'resolved_at' | 'resolved_by'>
>
export const changeComment = (tx: Tx, id: string, changes: Changes): Promise<CommentRow> =>
  tx
    .updateTable('comment')
    .set({ ...changes, version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()

export const deleteComment = (tx: Tx, id: string) => tx.deleteFrom('comment').where('id', '=', id).execute()
