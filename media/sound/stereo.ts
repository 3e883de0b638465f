import { boundedList, type Span } from './intervals.ts'

/** Level below which a side has no phase worth speaking of. */
const quiet = (10 ** (-50 / 20)) ** 2
const turned = -0.3
/** What lasts shorter is a sound that is wide, not a cable that is turned. */
const shortestSeconds = 2
const leastCorrelation = -0.5
/** So much that is in phase, or so much silence, ends what went before. */
const inPhaseSeconds = 0.2
const pauseSeconds = 1

type Sums = { left: number; right: number; product: number }
const none = (): Sums => ({ left: 0, right: 0, product: 0 })
const add = (to: Sums, { left, right, product }: Sums): void => {
  to.left += left
  to.right += right
  to.product += product
}
/** From −1 (one side is the other turned over) to 1 (both are the same); NaN where a side is silent. */
const correlationOf = ({ left, right, product }: Sums): number =>
  left > 0 && right > 0 ? product / Math.sqrt(left * right) : Number.NaN

/** Finds stretches where the first two channels cancel each other out. */
export const stereoMeter = (of: { sampleRate: number; channels: number }) => {
  const found = boundedList<Span>()
  let block = none()
  let run: (Sums & { start: number; end: number }) | undefined
  let pending = none()
  let inPhase = 0

  const close = () => {
    if (!run) return
    const correlation = correlationOf(run)
    const seconds = (run.end - run.start) / of.sampleRate
    if (seconds >= shortestSeconds && correlation <= leastCorrelation)
      found.add({ start: run.start, end: run.end, amount: correlation })
    run = undefined
  }

  const follow = (cell: Sums, count: number, start: number) => {
    const audible = Math.min(cell.left, cell.right) > quiet * count
    if (audible && correlationOf(cell) < turned) {
      if (run) add(run, pending)
      else run = { ...none(), start, end: start }
      add(run, cell)
      run.end = start + count
      pending = none()
      inPhase = 0
    } else if (run) {
      add(pending, cell)
      if (audible) inPhase += count
      const since = start + count - run.end
      if (inPhase > inPhaseSeconds * of.sampleRate || since > pauseSeconds * of.sampleRate) {
        close()
        pending = none()
        inPhase = 0
      }
    }
  }

  return {
    measure(frames: Float32Array, count: number, start: number) {
      let left = 0
      let right = 0
      let product = 0
      for (let at = 0, end = count * of.channels; at < end; at += of.channels) {
        const l = frames[at]!
        const r = frames[at + 1]!
        left += l * l
        right += r * r
        product += l * r
      }
      const cell = { left, right, product }
      add(block, cell)
      follow(cell, count, start)
    },
    /** The correlation since this was asked last. */
    takeCorrelation(): number {
      const correlation = correlationOf(block)
      block = none()
      return correlation
    },
    end(): { spans: Span[]; complete: boolean } {
      close()
      return { spans: found.items, complete: !found.over() }
    },
  }
}
