import type { Kit } from '#backbone'

const everyMilliseconds = 60_000

/** Drops what is due and deletes the objects of what was dropped: soon after a kick, and every minute. */
export const openSweeper = (
  log: Kit<never, never, never>['log'],
  signal: AbortSignal,
  chores: { dropDue(): Promise<number>; deleteDoomed(): Promise<number> },
): { kick(): void; stop(): Promise<void> } => {
  let running: Promise<void> | undefined
  let again = false

  const sweep = async () => {
    while (again && !signal.aborted) {
      again = false
      while (!signal.aborted && (await chores.dropDue()) > 0);
      while (!signal.aborted && (await chores.deleteDoomed()) > 0);
    }
  }

  const kick = () => {
    again = true
    running ??= sweep()
      .catch((err: unknown) => log.warn({ err }, 'objects that nothing refers to stay for now'))
      .finally(() => {
        running = undefined
        // A kick that came just as the sweep ended must not be lost.
        if (again && !signal.aborted) kick()
      })
  }

  const timer = setInterval(kick, everyMilliseconds)
  timer.unref()
  return {
    kick,
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}
