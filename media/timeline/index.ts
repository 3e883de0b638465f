export {
  baseSeconds,
  baseTicks,
  contiguousPrefix,
  endTicks,
  growingRanges,
  measuredRates,
  presentationSeconds,
  segmentsBetween,
} from './timeline.ts'
export type { Flow, FlowRange, Segment } from './types.ts'
