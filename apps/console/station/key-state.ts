import type { Key } from '#backbone/access/contract'

export const keysKey = ['keys']

const dayMilliseconds = 86_400_000
const soonDays = 14

/** Whether a key still works, and for how long: `soon` when it ends within two weeks. */
export type KeyState = 'lasting' | 'live' | 'soon' | 'over'

export const keyStateOf = ({ expiresAt }: Pick<Key, 'expiresAt'>, now = Date.now()): KeyState => {
  if (expiresAt === undefined) return 'lasting'
  const left = Date.parse(expiresAt) - now
  return left <= 0 ? 'over' : left < soonDays * dayMilliseconds ? 'soon' : 'live'
}

/** Whole days until a key ends; at least 1 while it works. */
export const daysLeft = (expiresAt: string, now = Date.now()): number =>
  Math.max(0, Math.ceil((Date.parse(expiresAt) - now) / dayMilliseconds))
