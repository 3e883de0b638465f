type Entry<T> = { answer: Promise<T>; until: number; staleUntil: number; renewing: boolean; weight: number }

/**
 * Remembers answers for a while, also that there is none (a rejection); who asks meanwhile shares the question.
 * Holds at most `heaviest` in all, where an answer weighs 1 unless told; the oldest go first.
 */
export const remember = <T>(options: {
  ask: (key: string) => Promise<T>
  heaviest: number
  /** For how long an answer holds; undefined stands for a failure, `tookMilliseconds` for what asking cost. */
  keepMilliseconds: (answer: T | undefined, tookMilliseconds: number) => number
  /** For how much longer it is still given, while it is asked anew for those who come after; 0 unless told. */
  meanwhileMilliseconds?: (answer: T) => number
  weigh?: (answer: T) => number
}): ((key: string) => Promise<T>) => {
  const entries = new Map<string, Entry<T>>()
  let total = 0

  const forget = (key: string, entry: Entry<T>) => {
    if (entries.get(key) !== entry) return
    entries.delete(key)
    total -= entry.weight
  }

  const settle = (key: string, entry: Entry<T>, asked: number, answer: T | undefined) => {
    if (entries.get(key) !== entry) return
    const now = performance.now()
    entry.until = now + options.keepMilliseconds(answer, now - asked)
    entry.staleUntil = entry.until + (answer === undefined ? 0 : (options.meanwhileMilliseconds?.(answer) ?? 0))
    const weight = answer === undefined ? 1 : (options.weigh?.(answer) ?? 1)
    total += weight - entry.weight
    entry.weight = weight
    for (const [oldest, one] of entries) {
      if (total <= options.heaviest) break
      forget(oldest, one)
    }
  }

  const begin = (key: string, asked: number, answer: Promise<T>): Promise<T> => {
    const before = entries.get(key)
    if (before) forget(key, before)
    const never = Number.POSITIVE_INFINITY
    const entry: Entry<T> = { answer, until: never, staleUntil: never, renewing: false, weight: 1 }
    entries.set(key, entry)
    total += 1
    answer.then(
      (found) => settle(key, entry, asked, found),
      () => settle(key, entry, asked, undefined),
    )
    return answer
  }

  /** The new answer takes the old one's place when it is there; a failure does so too. */
  const renew = (key: string, entry: Entry<T>, asked: number) => {
    entry.renewing = true
    const answer = options.ask(key)
    const replace = () => {
      if (entries.get(key) === entry) void begin(key, asked, answer)
    }
    answer.then(replace, replace)
  }

  return (key) => {
    const known = entries.get(key)
    const now = performance.now()
    if (known && known.until > now) return known.answer
    if (known && known.staleUntil > now) {
      if (!known.renewing) renew(key, known, now)
      return known.answer
    }
    return begin(key, now, options.ask(key))
  }
}
