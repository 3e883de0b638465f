import { useSyncExternalStore } from 'react'
import { isProblem } from '../shell/problem.ts'

const firstSeconds = 1
const slowestSeconds = 15

let reachable = navigator.onLine
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined
const watchers = new Set<() => void>()

const settle = (now: boolean) => {
  if (now) failures = 0
  if (reachable === now) return
  reachable = now
  for (const changed of watchers) changed()
}

/** Asks the station whether it is there, less and less often while it is not. */
const knock = async () => {
  const there = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(5000) }).then(
    (reply) => reply.ok,
    () => false,
  )
  settle(there)
  if (there) return
  failures += 1
  knockIn(Math.min(slowestSeconds, firstSeconds * 2 ** failures))
}

const knockIn = (seconds: number) => {
  clearTimeout(timer)
  timer = setTimeout(() => void knock(), seconds * 1000)
}

/** Something asked of the station got no answer. */
export const noticeUnreachable = (error: unknown): void => {
  if (!isProblem(error, 'unreachable') || !reachable) return
  settle(false)
  knockIn(firstSeconds)
}

addEventListener('offline', () => {
  settle(false)
  knockIn(slowestSeconds)
})
addEventListener('online', () => void knock())

/** Calls `changed` whenever the station goes out of reach or comes back. */
export const onReach = (changed: () => void): (() => void) => {
  watchers.add(changed)
  return () => watchers.delete(changed)
}

export const isReachable = (): boolean => reachable

/** Whether the station answers, as far as is known. */
export const useReachable = (): boolean => useSyncExternalStore(onReach, isReachable)

/** Tries at once, without waiting for the next knock. */
export const tryNow = (): void => void knock()
