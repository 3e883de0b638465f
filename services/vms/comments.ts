import { changedMeanwhile, idInCursor, pageOf, Problem, requireScope, type Api, type Call } from '#backbone'
import type { Comment, vms } from './contract.ts'
import {
  changeComment,
  countComments,
  deleteComment,
  insertComment,
  listComments,
  lockComment,
  type CommentRow,
} from './comments-store.ts'
import { notFound, type VmsKit } from './kit.ts'
import { present } from './shape.ts'
import { findAsset, type Tx } from './store.ts'

const noComment = (id: string) => new Problem('comment-not-found', 404, 'There is no such comment here', { id })
const notYours = () => new Problem('not-yours', 403, 'Only who wrote a comment changes it')
const badRange = () => new Problem('bad-range', 400, 'A range ends after it begins')
const replyElsewhere = () => new Problem('reply-elsewhere', 409, 'This answers a comment of another asset')
const tooMany = () => new Problem('too-many-comments', 409, `An asset has at most ${mostComments} comments`)
const mostComments = 5000

type CommentOps = Pick<Api<typeof vms>, 'comments' | 'addComment' | 'editComment' | 'resolveComment' | 'deleteComment'>
type Change = 'added' | 'changed' | 'resolved' | 'reopened' | 'deleted'

/** Who works on assets or decides about them may speak; who only looks may not. */
const requireVoice = (call: Call) => {
  if (!call.scopes.has('assets:publish')) requireScope(call, 'assets:write')
}
const isAuthor = (row: CommentRow, call: Call) => row.author_kind === call.actor.kind && row.author_id === call.actor.id

/** Comments on assets and markers in them. */
export const comments = ({ inStation, publish, audit, tell }: VmsKit): CommentOps => {
  const announce = (tx: Tx, row: CommentRow, change: Change) => {
    const about = { station: row.station, subject: row.asset }
    const replyTo = present({ replyTo: row.reply_to })
    return publish(tx, 'annotated', about, { asset: row.asset, comment: row.id, kind: row.kind, change, ...replyTo })
  }
  const told = (row: CommentRow, change: Change) =>
    tell(row.station, `assets:${row.asset}`, { id: `comment/${row.id}`, comment: row.id, change, version: row.version })

  /** Does one thing to a comment that nobody else changes meanwhile. */
  const act = async (
    call: Call,
    id: string,
    change: Change,
    deed: (tx: Tx, row: CommentRow) => Promise<CommentRow>,
  ) => {
    requireVoice(call)
    const row = await inStation(call, async (tx) => {
      const before = await lockComment(tx, id)
      if (!before) throw noComment(id)
      const after = await deed(tx, before)
      await announce(tx, after, change)
      return after
    })
    told(row, change)
    return shape(row)
  }

  return {
    async comments({ id, kind, resolved, cursor, limit = 50 }, call) {
      const after = cursor === undefined ? undefined : idInCursor(cursor)
      const rows = await inStation(call, async (tx) => {
        if (!(await findAsset(tx, id))) throw notFound(id)
        const asked = { ...(kind ? { kind } : {}), ...(resolved === undefined ? {} : { resolved }) }
        return listComments(tx, { asset: id, ...asked, after, limit: limit + 1 })
      })
      return pageOf(rows, limit, (row) => [row.id], shape)
    },

    async addComment({ id, kind = 'comment', text, inSeconds = null, outSeconds = null, replyTo = null }, call) {
      requireVoice(call)
      checkRange(inSeconds, outSeconds)
      const row = await inStation(call, async (tx) => {
        if (!(await findAsset(tx, id))) throw notFound(id)
        if ((await countComments(tx, id)) >= mostComments) throw tooMany()
        const answered = replyTo === null ? undefined : await lockComment(tx, replyTo)
        if (replyTo !== null && !answered) throw noComment(replyTo)
        if (answered && answered.asset !== id) throw replyElsewhere()
        const made = await insertComment(tx, {
          station: call.station,
          asset: id,
          // A conversation is one level deep: an answer to an answer belongs to the same comment.
          reply_to: answered ? (answered.reply_to ?? answered.id) : null,
          kind: answered ? 'comment' : kind,
          text,
          in_seconds: inSeconds,
          out_seconds: outSeconds,
          author_kind: call.actor.kind,
          author_id: call.actor.id,
          author_name: call.actor.name,
        })
        await announce(tx, made, 'added')
        return made
      })
      told(row, 'added')
      return shape(row)
    },

    editComment({ id, version, text, inSeconds, outSeconds }, call) {
      return act(call, id, 'changed', (tx, row) => {
        if (row.version !== version) throw changedMeanwhile(row.version)
        const mayChange = isAuthor(row, call) || (row.kind === 'marker' && call.scopes.has('assets:write'))
        if (!mayChange) throw notYours()
        const in_seconds = inSeconds === undefined ? row.in_seconds : inSeconds
        const out_seconds = outSeconds === undefined ? row.out_seconds : outSeconds
        checkRange(in_seconds, out_seconds)
        return changeComment(tx, id, { text: text ?? row.text, in_seconds, out_seconds, edited_at: new Date() })
      })
    },

    resolveComment({ id, resolved }, call) {
      return act(call, id, resolved ? 'resolved' : 'reopened', (tx, row) =>
        (row.resolved_at !== null) === resolved
          ? Promise.resolve(row)
          : changeComment(tx, id, {
              resolved_at: resolved ? new Date() : null,
              resolved_by: resolved ? call.actor.name : null,
            }),
      )
    },

    async deleteComment({ id }, call) {
      await act(call, id, 'deleted', async (tx, row) => {
        if (!isAuthor(row, call) && !call.scopes.has('station:manage')) throw notYours()
        await deleteComment(tx, id)
        const before = { text: row.text, author: row.author_name }
        await audit(tx, call, { action: 'comment.deleted', subject: row.asset, before })
        return row
      })
      return {}
    },
  }
}

const checkRange = (inSeconds: number | null, outSeconds: number | null) => {
  if (outSeconds !== null && (inSeconds === null || outSeconds <= inSeconds)) throw badRange()
}

const shape = (row: CommentRow): Comment => ({
  id: row.id,
  asset: row.asset,
  kind: row.kind,
  text: row.text,
  author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
  createdAt: row.created_at.toISOString(),
  version: row.version,
  ...present({
    inSeconds: row.in_seconds,
    outSeconds: row.out_seconds,
    replyTo: row.reply_to,
    editedAt: row.edited_at?.toISOString(),
    resolvedAt: row.resolved_at?.toISOString(),
    resolvedBy: row.resolved_by,
  }),
})
