import type { VmsKit } from './kit.ts'

/** Does something again and again while the node runs, never twice at once; `stop` waits for the time under way. */
export const every = (seconds: number, chore: () => Promise<unknown>, { log }: Pick<VmsKit, 'log'>) => {
  let underWay: Promise<unknown> | undefined
  const timer = setInterval(() => {
    underWay ??= chore()
      .catch((err: unknown) => log.warn({ err }, 'a chore was not done'))
      .finally(() => (underWay = undefined))
  }, seconds * 1000)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await underWay
    },
  }
}
