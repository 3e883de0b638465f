import { CheckCircleFilled, CheckCircleOutlined, MoreOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Ago } from '../components/quantities.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { copyText } from '../shell/copy.ts'
import { formatTimecode } from '../shell/format.ts'
import { isProblem, problemText } from '../shell/problem.ts'
import { CommentText } from './comment-text.tsx'
import { changeComments, commentsKey, putComment, useVoice, type Comment, type Thread } from './comments-data.ts'
import type { Deck } from './use-deck.ts'

type ThreadProps = { asset: string; deck: Deck; thread: Thread; open: boolean; choose(): void }

/** A comment with its answers. */
export const CommentThread = ({ asset, deck, thread, open, choose }: ThreadProps) => {
  const { t } = useTranslation()
  const { maySpeak } = useVoice()
  const [answering, setAnswering] = useState(false)
  const queries = useQueryClient()
  const { comment, replies } = thread
  return (
    <li
      className={`thread ${open ? 'is-open' : ''} ${comment.resolvedAt ? 'is-resolved' : ''}`}
      data-testid="comment"
      data-comment={comment.id}
    >
      <OneComment asset={asset} deck={deck} comment={comment} choose={choose} />
      {replies.length > 0 ? (
        <ul className="replies">
          {replies.map((reply) => (
            <li key={reply.id} data-comment={reply.id} data-testid="reply">
              <OneComment asset={asset} deck={deck} comment={reply} choose={choose} />
            </li>
          ))}
        </ul>
      ) : null}
      {answering ? (
        <CommentText
          label={t('comments.answerThis')}
          ok={t('comments.answer')}
          cancel={() => setAnswering(false)}
          save={async (text) => {
            putComment(queries, asset, await api.vms.addComment({ id: asset, text, replyTo: comment.id }))
            setAnswering(false)
          }}
        />
      ) : maySpeak && comment.kind === 'comment' ? (
        <button type="button" className="answer" onClick={() => setAnswering(true)} data-testid="answer">
          {t('comments.answer')}
        </button>
      ) : null}
    </li>
  )
}

type OneProps = { asset: string; deck: Deck; comment: Comment; choose(): void }

const OneComment = ({ asset, deck, comment, choose }: OneProps) => {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { maySpeak, isMine, mayRemove } = useVoice()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const { id, kind, inSeconds, outSeconds, replyTo, resolvedAt, author } = comment
  const mayEdit = maySpeak && (isMine(comment) || kind === 'marker')
  const code = (seconds: number) => formatTimecode(seconds, deck.framesPerSecond)
  const again = () => void queries.invalidateQueries({ queryKey: commentsKey(asset) })

  const resolve = async (resolved: boolean) => {
    const { resolvedAt: _at, resolvedBy: _by, ...before } = comment
    putComment(queries, asset, resolved ? { ...before, resolvedAt: new Date().toISOString() } : before)
    try {
      putComment(queries, asset, await api.vms.resolveComment({ id, resolved }))
    } catch (error) {
      again()
      void message.error(problemText(error), 6)
    }
  }
  const remove = () => {
    changeComments(queries, asset, (all) => all.filter((one) => one.id !== id && one.replyTo !== id))
    offerUndo({
      text: t(`comments.removed.${kind}`),
      undo: again,
      settle: () =>
        void api.vms.deleteComment({ id }).catch((error: unknown) => {
          if (isProblem(error, 'comment-not-found')) return
          again()
          void message.error(problemText(error), 6)
        }),
    })
  }
  const copyLink = async () => {
    const address = `${location.origin}/console/assets/${asset}?tab=comments&comment=${id}`
    if (await copyText(address)) void message.success(t('asset.linkCopied'))
  }
  const go = () => {
    choose()
    if (inSeconds !== undefined) deck.seek(inSeconds)
  }
  const more = [
    { key: 'link', label: t('comments.copyLink'), onClick: () => void copyLink() },
    ...(mayEdit ? [{ key: 'edit', label: t('asset.edit'), onClick: () => setEditing(true) }] : []),
    ...(maySpeak && mayRemove(comment)
      ? [{ key: 'delete', label: t('actions.delete'), danger: true, onClick: remove }]
      : []),
  ]
  return (
    <article className={`comment comment-${kind}`}>
      <header>
        <strong className="ellipsis">{author.name}</strong>
        <span className="faint">
          <Ago at={comment.createdAt} />
          {comment.editedAt ? ` · ${t('comments.edited')}` : null}
        </span>
        <span className="grow" />
        {replyTo === undefined && kind === 'comment' && (maySpeak || resolvedAt) ? (
          <Button
            type="text"
            size="small"
            className="comment-resolve"
            icon={resolvedAt ? <CheckCircleFilled className="jade" /> : <CheckCircleOutlined />}
            disabled={!maySpeak}
            aria-pressed={resolvedAt !== undefined}
            aria-label={t('comments.resolved')}
            title={comment.resolvedBy ? t('comments.resolvedBy', { name: comment.resolvedBy }) : t('comments.resolved')}
            onClick={() => void resolve(resolvedAt === undefined)}
            data-testid="resolve"
          />
        ) : null}
        <Dropdown trigger={['click']} menu={{ items: more }} placement="bottomRight">
          <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t('actions.more')} />
        </Dropdown>
      </header>
      {editing ? (
        <CommentText
          label={t('asset.edit')}
          ok={t('actions.save')}
          initial={comment.text}
          cancel={() => setEditing(false)}
          save={async (text) => {
            putComment(queries, asset, await api.vms.editComment({ id, version: comment.version, text }))
            setEditing(false)
          }}
        />
      ) : (
        <p className="comment-text">
          {inSeconds === undefined ? null : (
            <button type="button" className="comment-time mono" onClick={go} data-testid="comment-time">
              {outSeconds === undefined ? code(inSeconds) : `${code(inSeconds)} – ${code(outSeconds)}`}
            </button>
          )}
          {kind === 'marker' ? <span className="chip comment-kind">{t('comments.marker')}</span> : null}
          {comment.text}
        </p>
      )}
    </article>
  )
}
