import { type ChannelTotals, shortestSilenceSeconds, silence } from './channel.ts'
import { inAll, joining, type Span } from './intervals.ts'
import { isBass } from './layout.ts'
import type { Loudness, SoundSignals } from './types.ts'

/** The format of the samples, and what the source says of its channels. */
export type SoundFormat = { channels: number; layout: string | undefined; sampleRate: number }

/** What only the samples can tell. */
export type Metered = Omit<SoundSignals, 'version' | 'track' | 'tracks' | 'startSeconds'>

type Channel = ChannelTotals & { name: string }

const oversJoinSeconds = 0.5

const to = (digits: number, value: number): number => Math.round(value * 10 ** digits) / 10 ** digits
const hundredth = (value: number | null): number | null => (value === null ? null : to(2, value))
/** A level in decibels; null for nothing at all. */
const decibels = (magnitude: number): number | null => (magnitude > 0 ? to(2, 20 * Math.log10(magnitude)) : null)

/** What the meters counted, in the terms a person asks for. */
export const report = (measured: {
  format: SoundFormat
  frames: number
  channels: Channel[]
  programme: Omit<Loudness, 'truePeakDbtp' | 'truePeakAtSeconds'>
  turned: { spans: Span[]; complete: boolean } | undefined
}): Metered => {
  const { format, frames, channels, programme, turned } = measured
  const { sampleRate } = format
  const times = ({ start, end }: Span) => ({ startSeconds: start / sampleRate, endSeconds: end / sampleRate })
  const loudest = channels.reduce((a, b) => (b.total.truePeak > a.total.truePeak ? b : a)).total
  return {
    channels: format.channels,
    layout: format.layout ?? null,
    sampleRate,
    endSeconds: frames / sampleRate,
    loudness: {
      integratedLufs: hundredth(programme.integratedLufs),
      rangeLu: hundredth(programme.rangeLu),
      maximumMomentaryLufs: hundredth(programme.maximumMomentaryLufs),
      maximumShortTermLufs: hundredth(programme.maximumShortTermLufs),
      truePeakDbtp: decibels(loudest.truePeak),
      truePeakAtSeconds: loudest.truePeak > 0 ? loudest.truePeakAt / sampleRate : null,
    },
    perChannel: channels.map(({ name, total, silences }) => ({
      name,
      peakDbfs: decibels(total.peak),
      rmsDbfs: decibels(Math.sqrt(total.squares / Math.max(1, frames))),
      truePeakDbtp: decibels(total.truePeak),
      dcOffset: to(6, total.sum / Math.max(1, frames)),
      silences,
    })),
    silences: inAll(
      channels.map(({ silences }) => silences),
      shortestSilenceSeconds,
    ),
    deadChannels: deadAmong(channels),
    clipping: channels
      .flatMap(({ name, clipping }) =>
        clipping.map((span) => ({ ...times(span), channel: name, samples: span.amount })),
      )
      .toSorted((a, b) => a.startSeconds - b.startSeconds),
    overs: joinedOvers(channels, sampleRate).map((span) => ({
      ...times(span),
      truePeakDbtp: decibels(span.amount) ?? 0,
    })),
    inverted: (turned?.spans ?? []).map((span) => ({ ...times(span), correlation: to(2, span.amount) })),
    complete: channels.every(({ complete }) => complete) && (turned?.complete ?? true),
  }
}

const deadAmong = (channels: Channel[]): string[] => {
  const full = channels.filter(({ name }) => !isBass(name))
  const dead = full.filter(({ total }) => total.peak < silence)
  return dead.length < full.length ? dead.map(({ name }) => name) : []
}

const joinedOvers = (channels: Channel[], sampleRate: number): Span[] => {
  const joined = joining(oversJoinSeconds * sampleRate, Math.max)
  for (const { start, end, amount } of channels.flatMap(({ overs }) => overs).toSorted((a, b) => a.start - b.start))
    joined.add(start, end, amount)
  return joined.end()
}
