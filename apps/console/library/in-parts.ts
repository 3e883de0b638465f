import type { Outcome } from '#services/vms'

/** Small enough that progress is seen and stopping is soon felt; the service takes 500. */
export const partSize = 100

export type InParts = {
  outcomes: Outcome[]
  /** Those nothing was done to: it was stopped, or a call failed. */
  left: string[]
  error?: unknown
}

/** Does one thing to any number of assets, call by call; what has been done stays done when it is stopped or fails. */
export const inParts = async (
  ids: readonly string[],
  call: (ids: string[]) => Promise<{ items: Outcome[] }>,
  options: { signal?: AbortSignal; progress?: (done: number) => void } = {},
): Promise<InParts> => {
  const outcomes: Outcome[] = []
  for (let at = 0; at < ids.length; at += partSize) {
    if (options.signal?.aborted) return { outcomes, left: ids.slice(at) }
    try {
      outcomes.push(...(await call(ids.slice(at, at + partSize))).items)
    } catch (error) {
      return { outcomes, left: ids.slice(at), error }
    }
    options.progress?.(Math.min(ids.length, at + partSize))
  }
  return { outcomes, left: [] }
}
