/**
 * Makes work that may be asked for at any moment run one at a time: whatever is asked for while it runs is answered by
 * one more run. The promise settles when the run that began after the asking is over; it never rejects.
 */
export const coalesced = (work: () => Promise<void>, onError: (error: unknown) => void): (() => Promise<void>) => {
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined
  const run = () => {
    current = work()
      .catch(onError)
      .finally(() => (current = undefined))
    return current
  }
  return () => {
    if (!current) return run()
    next ??= current.then(() => {
      next = undefined
      return run()
    })
    return next
  }
}

/** Runs `work` every `ms`, never twice at once; a run that fails is told and the next one comes. */
export const every = (ms: number, work: () => Promise<void>, onError: (error: unknown) => void) => {
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    void work()
      .catch(onError)
      .finally(() => (busy = false))
  }, ms)
  return () => clearInterval(timer)
}
