import type { Interval } from './types.ts'

/** No list of intervals is longer. */
export const mostIntervals = 5000

/** A list that ends at `mostIntervals`; `over` tells whether there was more. */
export const boundedList = <T>() => {
  const items: T[] = []
  let over = false
  return {
    items,
    add(item: T) {
      if (items.length < mostIntervals) items.push(item)
      else over = true
    },
    over: () => over,
  }
}

/** From the first to behind the last sample of something, and how much of it there was. */
export type Span = { start: number; end: number; amount: number }

/** Joins spans that come in order of time and lie less than `gap` apart; `amount` is put together by `combine`. */
export const joining = (gap: number, combine: (a: number, b: number) => number) => {
  const list = boundedList<Span>()
  let open: Span | undefined
  return {
    add(start: number, end: number, amount: number) {
      if (open && start - open.end < gap) {
        open.end = Math.max(open.end, end)
        open.amount = combine(open.amount, amount)
        return
      }
      if (open) list.add(open)
      open = { start, end, amount }
    },
    /** All spans; nothing may be added any more. */
    end(): Span[] {
      if (open) list.add(open)
      open = undefined
      return list.items
    },
    over: list.over,
  }
}

/** The time that lies in one interval of each list, in pieces no shorter than `shortestSeconds`. */
export const inAll = (lists: Interval[][], shortestSeconds: number): Interval[] => {
  const [first = [], ...others] = lists
  const both = (a: Interval[], b: Interval[]): Interval[] => {
    const found: Interval[] = []
    for (let [i, j] = [0, 0]; i < a.length && j < b.length;) {
      const startSeconds = Math.max(a[i]!.startSeconds, b[j]!.startSeconds)
      const endSeconds = Math.min(a[i]!.endSeconds, b[j]!.endSeconds)
      if (endSeconds > startSeconds) found.push({ startSeconds, endSeconds })
      if (a[i]!.endSeconds < b[j]!.endSeconds) i += 1
      else j += 1
    }
    return found
  }
  return others
    .reduce(both, first)
    .filter(({ startSeconds, endSeconds }) => endSeconds - startSeconds >= shortestSeconds - 1e-9)
}
