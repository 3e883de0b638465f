import { Segmented } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { CommentComposer } from './comment-composer.tsx'
import { CommentThread } from './comment-thread.tsx'
import { useComments, useVoice, type Thread } from './comments-data.ts'
import type { Deck } from './use-deck.ts'
import './comments.css'

const shows = ['all', 'open', 'marker'] as const
type Show = (typeof shows)[number]

const isShown = (show: Show, { comment }: Thread) =>
  show === 'all' || (show === 'marker' ? comment.kind === 'marker' : comment.kind === 'comment' && !comment.resolvedAt)

type CommentsTabProps = { asset: string; deck: Deck; open: string | undefined; openComment(id: string): void }

/** 评论: what colleagues say of moments of the film, answered and settled; live for everybody who has it open. */
export const CommentsTab = ({ asset, deck, open, openComment }: CommentsTabProps) => {
  const { t } = useTranslation()
  const comments = useComments(asset)
  const { maySpeak } = useVoice()
  const [show, setShow] = useState<Show>('all')
  const { threads } = comments
  const shown = useMemo(
    () => threads.filter((thread) => isShown(show, thread) || thread.comment.id === open),
    [threads, show, open],
  )
  useOpened(open, threads, deck)
  return (
    <div className="comments" data-testid="comments">
      <Segmented<Show>
        size="small"
        className="comments-show"
        aria-label={t('comments.show')}
        value={show}
        onChange={setShow}
        options={shows.map((value) => {
          const count = threads.filter((thread) => isShown(value, thread)).length
          return { value, label: <span className="numerals">{t(`comments.shows.${value}`, { count })}</span> }
        })}
      />
      <div className="comments-list">
        {comments.isPending ? <Skeleton rows={4} /> : null}
        {comments.error && !comments.data ? (
          <ErrorState small error={comments.error} again={() => void comments.refetch()} />
        ) : null}
        {comments.data && shown.length === 0 ? (
          <Empty
            small
            title={t(threads.length === 0 ? 'comments.none' : 'comments.noneSuch')}
            detail={threads.length === 0 && maySpeak ? t('comments.noneDetail') : undefined}
          />
        ) : null}
        <ul>
          {shown.map((thread) => (
            <CommentThread
              key={thread.comment.id}
              asset={asset}
              deck={deck}
              thread={thread}
              open={open === thread.comment.id || thread.replies.some(({ id }) => id === open)}
              choose={() => openComment(thread.comment.id)}
            />
          ))}
        </ul>
      </div>
      {maySpeak ? <CommentComposer asset={asset} deck={deck} /> : null}
    </div>
  )
}

/** A comment that is opened by its address shows itself, and the moment it is about. */
const useOpened = (open: string | undefined, threads: readonly Thread[], { element, seek }: Deck) => {
  const done = useRef<string>(undefined)
  const latest = useRef(seek)
  useEffect(() => {
    latest.current = seek
  })
  const thread = threads.find(({ comment, replies }) => comment.id === open || replies.some(({ id }) => id === open))
  const inSeconds = thread?.comment.inSeconds
  const found = thread !== undefined
  useEffect(() => {
    if (open === undefined || !found || done.current === open) return
    const show = () => {
      done.current = open
      document.querySelector(`[data-comment="${open}"]`)?.scrollIntoView({ block: 'nearest' })
      if (inSeconds !== undefined) latest.current(inSeconds)
    }
    if (inSeconds === undefined || (element && element.readyState > 0)) return show()
    element?.addEventListener('loadedmetadata', show, { once: true })
    return () => element?.removeEventListener('loadedmetadata', show)
  }, [open, found, inSeconds, element])
}
