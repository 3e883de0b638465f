import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { DeskMessage, Notice } from '#services/desk'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'
import { useSession } from '../shell/session.tsx'

const pageSize = 40
export type Which = 'all' | 'unread' | 'mine'

/** How many notices the person has not read; told anew whenever something happens. */
export const useUnread = () => {
  const { may } = useSession()
  const queries = useQueryClient()
  const allowed = may('desk:read')
  useRoom<DeskMessage>(allowed ? 'desk' : undefined, ({ what }) => {
    if (what === 'notice' || what === 'read') void queries.invalidateQueries({ queryKey: ['notices'] })
    if (what === 'notice' || what === 'todo') void queries.invalidateQueries({ queryKey: ['todo'] })
    if (what === 'views') void queries.invalidateQueries({ queryKey: ['views'] })
  })
  return useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: ({ signal }) => api.desk.unread({}, { signal }),
    enabled: allowed,
  })
}

/** Notices page by page, newest first. */
export const useNotices = (which: Which) => {
  const query = useInfiniteQuery({
    queryKey: ['notices', 'list', which],
    queryFn: ({ pageParam, signal }) =>
      api.desk.notices(
        {
          limit: pageSize,
          ...(which === 'unread' ? { unread: true } : {}),
          ...(which === 'mine' ? { mine: true } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const notices = useMemo<Notice[]>(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, notices }
}

/** Marks one notice, or all up to one, as read: at once on the screen, then at the station. */
export const useMarkRead = () => {
  const queries = useQueryClient()
  const settle = () => void queries.invalidateQueries({ queryKey: ['notices'] })
  return {
    one: (id: string) => void api.desk.markRead({ id }).then(settle, settle),
    all: (upTo: string) => api.desk.markAllRead({ upTo }).then(settle),
  }
}
