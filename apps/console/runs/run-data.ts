import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'
import { withNews, type StepState } from './graph.ts'

export type RunDetail = Awaited<ReturnType<typeof api.runs.get>>
export type RunRow = Awaited<ReturnType<typeof api.runs.list>>['items'][number]
export type RunState = RunRow['state']
export type RunStep = RunDetail['steps'][number]
type RunPage = { items: RunRow[]; next?: string }

export const runStates: readonly RunState[] = ['waiting', 'running', 'done', 'failed', 'cancelled']
export const isEnded = (state: RunState): boolean => state === 'done' || state === 'failed' || state === 'cancelled'

type RunNews = { id: string; state: RunState; progress: number }
/** Runs, newest first, with progress as it is told. */
export const useRuns = (state: RunState | undefined) => {
  const queries = useQueryClient()
  const queryKey = useMemo(() => ['runs', 'list', state ?? 'all'], [state])
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }): Promise<RunPage> =>
      api.runs.list(
        { limit: 50, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const again = useGathered(() => void queries.invalidateQueries({ queryKey }))
  useRoom<RunNews>('runs', ({ id, state: now, progress }) => {
    let known = false
    queries.setQueryData<InfiniteData<RunPage>>(queryKey, (data) => {
      if (!data) return data
      const pages = data.pages.map((page) => ({
        ...page,
        items: page.items.map((run) => {
          if (run.id !== id) return run
          known = true
          return { ...run, state: now, progress }
        }),
      }))
      return known ? { ...data, pages } : data
    })
    if (!known || isEnded(now)) again()
  })
  const runs = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { ...query, runs }
}

type StepNews = { key: string; state: StepState; progress: number; note?: string | null }

/** One run with its steps, moving as it is told. */
export const useRun = (id: string) => {
  const queries = useQueryClient()
  const queryKey = useMemo(() => ['runs', 'one', id], [id])
  const query = useQuery({ queryKey, queryFn: ({ signal }) => api.runs.get({ run: id }, { signal }) })
  const again = useGathered(() => void queries.invalidateQueries({ queryKey }))
  useRoom<{ state: RunState; progress: number; steps?: StepNews[] }>(
    `runs:${id}`,
    ({ state, progress, steps = [] }) => {
      queries.setQueryData<RunDetail>(queryKey, (run) =>
        run ? { ...run, state, progress, steps: withNews(run.steps, steps) ?? run.steps } : run,
      )
      // Times, workers and errors are not told along: they are looked up when a step has begun or ended.
      const before = new Map(queries.getQueryData<RunDetail>(queryKey)?.steps.map((step) => [step.key, step]))
      const unknown = steps.some(({ key, state: now }) => {
        const step = before.get(key)
        return !step || (now === 'running' && !step.startedAt) || (now === 'done' && !step.endedAt) || now === 'failed'
      })
      if (unknown || isEnded(state)) again()
    },
  )
  return query
}
