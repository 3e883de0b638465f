export { noValue, readLanes, writeLanes } from './lanes.ts'
export { soundSignals, type SoundOfFile } from './signals.ts'
export { checkedSums, fromFirstPicture, inStep, soundTap, type SoundTap } from './tap.ts'
export type { ChannelSignals, Interval, Lanes, Loudness, MeasuredSound, SoundSignals } from './types.ts'
