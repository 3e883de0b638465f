import type { RunState } from './run-data.ts'

export type RunFilter = { state?: RunState | undefined; workflow?: string | undefined; subject?: string | undefined }
/** What is told of a run while it goes on. */
export type RunNews = { id: string; state: RunState; progress: number; workflow: string; subject: string | null }

/** Runs with what was just told of one of them; the very same list when it is not among them. */
export const withRunNews = <R extends { id: string; state: RunState; progress: number }>(
  runs: R[],
  { id, state, progress }: RunNews,
): R[] => {
  const at = runs.findIndex((run) => run.id === id)
  return at === -1 ? runs : runs.with(at, { ...runs[at]!, state, progress })
}

/** Whether a list narrowed by the filter would show the run. */
export const belongsTo = ({ state, workflow, subject }: RunFilter, news: RunNews): boolean =>
  (!state || state === news.state) &&
  (!workflow || workflow === news.workflow) &&
  (!subject || subject === news.subject)
