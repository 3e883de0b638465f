import { framesIn, intervalOf, type FrameSpan } from './frames.ts'
import { scans, type Interval, type PictureSignals } from './types.ts'

/** Interlaced pictures, and which field comes first in them; `mixed` where it changes. */
export type Interlaced = Interval & { fieldOrder: 'top' | 'bottom' | 'mixed' }

const [progressive, top, bottom] = (['progressive', 'topFieldFirst', 'bottomFieldFirst'] as const).map((name) =>
  scans.indexOf(name),
)
/** What a frame whose lines say so counts against the frames that say otherwise. */
const progressiveWeight = 1.5
/** A stretch is over when so many more frames say progressive; it counts when so many say interlaced. */
const giveUp = 6
const fewest = 5
/** Share of the other field order that is still a slip of judgement. */
const slips = 0.2

/** Stretches so close are one, with a part in which the two fields of a frame show the same moment. */
const apartSeconds = 2

/**
 * Where the picture's lines seem to be those of two fields, by what neighbouring frames tell. Frames in which nothing
 * moves belong to what is around them. Patterns that move may be taken for fields: see `confirmInterlaced`.
 */
export const interlacedIntervals = (signals: PictureSignals): Interlaced[] => {
  const { scan } = signals.columns
  const joined: FrameSpan[] = []
  for (const span of stretches(scan)) {
    const last = joined.at(-1)
    if (last && span.from - last.to <= framesIn(signals, apartSeconds)) last.to = span.to
    else joined.push(span)
  }
  return joined.map((span) => {
    const codes = scan.subarray(span.from, span.to)
    const [tops, bottoms] = [top, bottom].map((code) => codes.filter((one) => one === code).length) as [number, number]
    const minority = Math.min(tops, bottoms) / Math.max(1, tops + bottoms)
    const fieldOrder = minority > slips ? 'mixed' : tops > bottoms ? 'top' : 'bottom'
    return { ...intervalOf(signals, span), fieldOrder }
  })
}

/** Share of the frames, of those whose lines say anything, that are progressive. */
export const progressiveShare = ({ columns }: PictureSignals): number => {
  const said = columns.scan.filter((code) => code !== 0)
  return said.length === 0 ? 1 : said.filter((code) => code === progressive).length / said.length
}

const stretches = (scan: Uint8Array): FrameSpan[] => {
  const found: FrameSpan[] = []
  let [score, best, count] = [0, 0, 0]
  let span: FrameSpan | undefined
  const close = () => {
    if (span && count >= fewest && best >= fewest) found.push(withUndecided(scan, span))
    ;[score, best, count, span] = [0, 0, 0, undefined]
  }
  for (const [frame, code] of scan.entries()) {
    if (code === top || code === bottom) {
      span ??= { from: frame, to: frame }
      count += 1
      score += 1
      if (score >= best) [best, span.to] = [score, frame + 1]
    } else if (code === progressive && span) {
      score -= progressiveWeight
      if (score < best - giveUp || score < 0) close()
    }
  }
  close()
  return found
}

/** To the beginning and the end of the asset, where only frames that say nothing lie between. */
const withUndecided = (scan: Uint8Array, { from, to }: FrameSpan): FrameSpan => ({
  from: scan.subarray(0, from).every((code) => code === 0) ? 0 : from,
  to: scan.subarray(to).every((code) => code === 0) ? scan.length : to,
})
