import { setTimeout as sleep } from 'node:timers/promises'
import { failureOf, isPassing } from './failure.ts'
import type { Settlement } from './settle.ts'

const perBatch = 200
/** Under load the next batch is gathered for this long: fewer and larger transactions do more steps a second. */
const gatherMs = 8

/**
 * Brings outcomes to the database: those that arrive while one batch is being written make the next one. While the
 * database is away they are kept. One that the database refuses for what it says is turned into a failure of its step.
 */
export const makeSettler = (
  write: (batch: Settlement[]) => Promise<void>,
  onSettled: (batch: Settlement[]) => void,
  onError: (error: unknown) => void,
) => {
  let queue: Settlement[] = []
  let inWriting: Settlement[] = []
  let writing: Promise<void> | undefined
  let lastWritten = 0

  const round = async () => {
    for (let pauseMs = 100; queue.length > 0;) {
      if (performance.now() - lastWritten < gatherMs) await sleep(gatherMs)
      const batch = (inWriting = queue.slice(0, perBatch))
      try {
        await write(batch)
        pauseMs = 100
      } catch (error) {
        onError(error)
        if (isPassing(error)) {
          inWriting = []
          await sleep(pauseMs)
          pauseMs = Math.min(2000, pauseMs * 2)
          continue
        }
        await oneByOne(batch)
      }
      const gone = new Set(batch)
      queue = queue.filter((one) => !gone.has(one))
      inWriting = []
      lastWritten = performance.now()
      onSettled(batch)
    }
  }
  const oneByOne = async (batch: Settlement[]) => {
    for (const one of batch) {
      try {
        await write([one])
      } catch (error) {
        onError(error)
        const refused: Settlement = { ...one, outcome: { end: 'failed', failure: failureOf(error) } }
        // If even this cannot be written the lease runs out, and the step is tried again a bounded number of times.
        await write([refused]).catch(onError)
      }
    }
  }

  return {
    add(one: Settlement) {
      queue.push(one)
      // Outcomes of the same moment share a transaction.
      writing ??= new Promise<void>((resolve) => setImmediate(resolve))
        .then(round)
        .catch(onError)
        .finally(() => (writing = undefined))
    },
    /** Whether this very claim is being removed just now, so that a sign of life for it would only get in the way. */
    isWriting: (claim: string) => inWriting.some((one) => one.claim.id === claim),
    /** Waits until all outcomes are written, but at most so long. */
    drain: async (ms: number) => {
      if (writing) await Promise.race([writing, sleep(ms, undefined, { ref: false })])
    },
  }
}
