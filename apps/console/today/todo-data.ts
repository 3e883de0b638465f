import { useQuery, useQueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import type { Todo, TodoKind } from '#services/desk'
import { api } from '../shell/api.ts'
import { formatAgo, formatDate, formatPercent } from '../shell/format.ts'
import { problemTitle } from '../shell/problem.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'
import { workflowName } from '../runs/words.ts'

const gatherMilliseconds = 2000
const shown = 50

/** What needs the person, kept up to date by what the station tells. */
export const useTodo = (kind: TodoKind | undefined) => {
  const queries = useQueryClient()
  const again = useGathered(() => void queries.invalidateQueries({ queryKey: ['todo'] }), gatherMilliseconds)
  useRoom<{ state?: string }>('assets', ({ state }) => state && state !== 'ingesting' && again())
  return useQuery({
    queryKey: ['todo', kind],
    queryFn: ({ signal }) => api.desk.todo({ limit: shown, ...(kind ? { kind } : {}) }, { signal }),
    placeholderData: (before) => before,
  })
}

type Listed = Awaited<ReturnType<typeof api.desk.todo>>

/** Takes things off the list at once; they come back if the station does not agree, or when taken up again. */
export const usePutOff = () => {
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: ['todo'] })
  return {
    async putOff(keys: string[], until?: Date) {
      const gone = new Set(keys)
      await queries.cancelQueries({ queryKey: ['todo'] })
      queries.setQueriesData<Listed>({ queryKey: ['todo'] }, (list) =>
        list
          ? { ...list, items: list.items.filter(({ key }) => !gone.has(key)), total: list.total - keys.length }
          : list,
      )
      await api.desk.putOff({ keys, ...(until ? { until: until.toISOString() } : {}) }).finally(refresh)
    },
    takeUp: (keys?: string[]) => api.desk.takeUp(keys ? { keys } : {}).then(refresh),
  }
}

/** The thing to do, in a sentence of the reader's language. */
export const todoText = ({ kind, title, params, count }: Todo): string => {
  const error = params.error as { type: string; title: string } | undefined
  const language = i18next.language
  return i18next.t(`today.kinds.${kind.replace('.', '_')}`, {
    title,
    count: count ?? 1,
    reason: error ? problemTitle(error) : '',
    workflow: typeof params.workflow === 'string' ? workflowName(params.workflow) : '',
    share: typeof params.usedShare === 'number' ? formatPercent(params.usedShare) : '',
    when: typeof params.expiresAt === 'string' ? formatDate(params.expiresAt, language) : '',
  })
}

/** Where one goes to do it. */
export const todoAddress = ({ kind, subject }: Todo): string => {
  if (kind === 'events.parked') return '/system/events'
  if (subject.kind === 'asset') return `/assets/${subject.id}`
  if (subject.kind === 'run') return `/runs/${subject.id}`
  if (subject.kind === 'key') return '/station/keys'
  return '/station'
}

/** When somebody who puts a thing off wants to see it again. */
export const laterTimes = (now = new Date()): Record<'hour' | 'tomorrow' | 'monday', Date> => {
  const at = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9)
  return {
    hour: new Date(now.getTime() + 3_600_000),
    tomorrow: at(1),
    monday: at((8 - now.getDay()) % 7 || 7),
  }
}

export const todoAgo = (todo: Todo): string =>
  Date.parse(todo.at) > Date.now() ? formatDate(todo.at, i18next.language) : formatAgo(todo.at, i18next.language)
