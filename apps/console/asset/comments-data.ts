import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Comment } from '#services/vms'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'
import { useSession } from '../shell/session.tsx'
import { useGathered } from '../shell/use-gathered.ts'

export type Thread = { comment: Comment; replies: Comment[] }
export type { Comment }

const pageOf = 200
/** An asset has at most 5,000 comments. */
const mostPages = 25

export const commentsKey = (asset: string) => ['asset', asset, 'comments']

/** All comments and markers of an asset, kept up to date by what its room tells. */
export const useComments = (asset: string) => {
  const queries = useQueryClient()
  const query = useQuery({
    queryKey: commentsKey(asset),
    queryFn: async ({ signal }) => {
      const all: Comment[] = []
      let cursor: string | undefined
      for (let page = 0; page < mostPages; page += 1) {
        const { items, next } = await api.vms.comments(
          { id: asset, limit: pageOf, ...(cursor ? { cursor } : {}) },
          { signal },
        )
        all.push(...items)
        cursor = next
        if (!cursor) break
      }
      return all
    },
  })
  const again = useGathered(() => void queries.invalidateQueries({ queryKey: commentsKey(asset) }))
  useRoom<{ comment?: string }>(`assets:${asset}`, ({ comment }) => {
    if (comment) again()
  })
  const threads = useMemo(() => threadsOf(query.data ?? []), [query.data])
  return { ...query, threads }
}

/** Who works on assets or decides about them may speak; who only looks may not. */
export const useVoice = () => {
  const { may, session } = useSession()
  const me = session.person?.id
  return {
    maySpeak: may('assets:write') || may('assets:publish'),
    isMine: ({ author }: Comment) => author.kind === 'person' && author.id === me,
    mayRemove: ({ author }: Comment) => (author.kind === 'person' && author.id === me) || may('station:manage'),
  }
}

/** Conversations in the order of the film; what is about the whole comes first, answers as they were given. */
export const threadsOf = (comments: readonly Comment[]): Thread[] => {
  const replies = Map.groupBy(comments, ({ replyTo }) => replyTo)
  return comments
    .filter(({ replyTo }) => replyTo === undefined)
    .map((comment) => ({ comment, replies: replies.get(comment.id) ?? [] }))
    .toSorted((a, b) => (a.comment.inSeconds ?? -1) - (b.comment.inSeconds ?? -1))
}

/** Changes the comments that are shown, before the station has answered. */
export const changeComments = (queries: QueryClient, asset: string, change: (all: Comment[]) => Comment[]): void => {
  queries.setQueryData<Comment[]>(commentsKey(asset), (all) => all && change(all))
}

/** A comment as the station has it now, in place of what was shown. */
export const putComment = (queries: QueryClient, asset: string, comment: Comment): void =>
  changeComments(queries, asset, (all) =>
    all.some(({ id }) => id === comment.id)
      ? all.map((one) => (one.id === comment.id ? comment : one))
      : [...all, comment],
  )
