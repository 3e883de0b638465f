type Entry<T> = { answer: Promise<T>; until: number; weight: number }

/**
 * Remembers answers for a while, also that there is none (a rejection); who asks meanwhile shares the question.
 * Holds at most `heaviest` in all, where an answer weighs 1 unless told; the oldest go first.
 */
export const remember = <T>(options: {
  ask: (key: string) => Promise<T>
  heaviest: number
  /** For how long an answer holds; undefined stands for a failure, `tookMilliseconds` for what asking cost. */
  keepMilliseconds: (answer: T | undefined, tookMilliseconds: number) => number
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
    const weight = answer === undefined ? 1 : (options.weigh?.(answer) ?? 1)
    total += weight - entry.weight
    entry.weight = weight
    for (const [oldest, one] of entries) {
      if (total <= options.heaviest) break
      forget(oldest, one)
    }
  }

  return (key) => {
    const known = entries.get(key)
    const asked = performance.now()
    if (known && known.until > asked) return known.answer
    if (known) forget(key, known)
    const entry: Entry<T> = { answer: options.ask(key), until: Number.POSITIVE_INFINITY, weight: 1 }
    entries.set(key, entry)
    total += 1
    entry.answer.then(
      (answer) => settle(key, entry, asked, answer),
      () => settle(key, entry, asked, undefined),
    )
    return entry.answer
  }
}
