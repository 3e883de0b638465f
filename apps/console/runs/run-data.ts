import { useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useRows, type Rows } from '../components/rows.ts'
import { api } from '../shell/api.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'
import { withNews, type StepState } from './graph.ts'
import { belongsTo, withRunNews, type RunFilter, type RunNews } from './run-news.ts'
import { isEnded } from './run-state.ts'
import { useHeld, type Held } from './use-held.ts'

export type RunDetail = Awaited<ReturnType<typeof api.runs.get>>
export type RunRow = Awaited<ReturnType<typeof api.runs.list>>['items'][number]
export type RunState = RunRow['state']
export type RunStep = RunDetail['steps'][number]
type RunPage = { items: RunRow[]; next?: string }

export const runStates: readonly RunState[] = ['running', 'failed', 'waiting', 'done', 'cancelled']

/** Runs, newest first. What is told of those shown is seen at once; the list itself waits while it is held. */
export const useRuns = (filter: RunFilter): Rows<RunRow> & { held: Held } => {
  const queries = useQueryClient()
  const { state, workflow, subject } = filter
  const queryKey = useMemo(() => ['runs', 'list', state, workflow, subject], [state, workflow, subject])
  const rows = useRows<RunRow>(
    queryKey,
    (asked, options) =>
      api.runs.list(
        {
          ...asked,
          ...(state ? { state } : {}),
          ...(workflow ? { workflow } : {}),
          ...(subject ? { subject } : {}),
        },
        options,
      ),
    { limit: 50 },
  )
  const again = useGathered(() => void queries.invalidateQueries({ queryKey }))
  const held = useHeld(again)
  useRoom<RunNews>('runs', (news) => {
    const data = queries.getQueryData<InfiniteData<RunPage>>(queryKey)
    if (!data) return
    const pages = data.pages.map((page) => ({ ...page, items: withRunNews(page.items, news) }))
    const known = pages.some((page, i) => page.items !== data.pages[i]!.items)
    if (known) queries.setQueryData<InfiniteData<RunPage>>(queryKey, { ...data, pages })
    if (!known && belongsTo(filter, news)) held.ask(news.id)
    // Times, costs and reasons are not told along.
    else if (known && isEnded(news.state)) held.ask()
  })
  return { ...rows, held }
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
