/** After this long a stop that does not come to an end is forced. */
const longestStopSeconds = 60

/** Aborts at the first SIGINT, SIGTERM or SIGHUP; the second, or a minute, ends the process at once. */
export const untilAskedToStop = (say: (line: string) => void): AbortSignal => {
  const asked = new AbortController()
  const stop = (name: NodeJS.Signals) => {
    if (asked.signal.aborted) process.exit(1)
    say(`${name}: letting requests and work come to an end; once more to force (正在停止，再按一次强制退出)`)
    setTimeout(() => process.exit(1), longestStopSeconds * 1000).unref()
    asked.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  return asked.signal
}

/** Resolves when the signal aborts. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
