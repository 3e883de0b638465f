import { round, type Sighting } from './finding.ts'
import type { Evidence } from './types.ts'

type Corrupt = Omit<Sighting, 'kind'>

/** What a container promises and does not keep, and what in it contradicts itself. */
export const containerRules = (evidence: Evidence): Sighting[] =>
  [
    ...evidence.container,
    ...cutOff(evidence),
    ...tooShort(evidence),
    ...setBack(evidence),
    ...unreadable(evidence),
    ...tilted(evidence),
  ].map((one): Sighting => ({ ...one, kind: 'corrupt' }))

const endOf = ({ packets: { video, audio } }: Evidence): number => video?.endSeconds ?? audio[0]?.endSeconds ?? 0
const wholeOf = (evidence: Evidence) => ({ startSeconds: 0, endSeconds: endOf(evidence) })

const cutOff = (evidence: Evidence): Corrupt[] => {
  const end = endOf(evidence)
  // Where the sum of what is there has been made, it has been said already.
  const isSaid = evidence.container.some(({ message }) => message === 'corrupt.cutOff')
  return evidence.packets.endsEarly && !isSaid
    ? [{ startSeconds: end, endSeconds: end, message: 'corrupt.cutOff' }]
    : []
}

/** Containers of sound alone whose head says how much there is: so much less, in packets, and something is missing. */
const promising: Readonly<Record<string, number>> = { flac: 0.1, mp3: 1.5, aiff: 1.5, w64: 1.5, caf: 1.5 }
const guessed = /Estimating duration from bitrate/

const tooShort = ({ probe, packets }: Evidence): Corrupt[] => {
  const [sound] = packets.audio
  const leastPackets = promising[probe.demuxer]
  if (!sound || probe.video || leastPackets === undefined || packets.complaints.some((line) => guessed.test(line)))
    return []
  const missing = probe.durationSeconds - sound.lengthSeconds
  if (missing < (leastPackets * sound.lengthSeconds) / sound.packets) return []
  const params = { promised: round(probe.durationSeconds, 2), seconds: round(sound.lengthSeconds, 2) }
  const endSeconds = Math.max(sound.endSeconds, probe.durationSeconds)
  return [
    { startSeconds: Math.min(sound.endSeconds, endSeconds - missing), endSeconds, message: 'corrupt.short', params },
  ]
}

const disorder = /DTS -?\d+ < -?\d+ out of order/

const setBack = (evidence: Evidence): Corrupt[] => {
  const { video, audio } = evidence.packets
  const backs = (video ?? audio[0])?.setBacks ?? []
  const [first] = backs
  if (first) {
    const startSeconds = backs.reduce((least, one) => Math.min(least, one.startSeconds), first.startSeconds)
    const endSeconds = backs.reduce((most, one) => Math.max(most, one.endSeconds), first.endSeconds)
    const params = { times: backs.length, seconds: round(first.endSeconds - first.startSeconds) }
    return [{ startSeconds, endSeconds, message: 'corrupt.setBack', params }]
  }
  const isDisordered = evidence.packets.complaints.some((line) => disorder.test(line))
  return isDisordered ? [{ ...wholeOf(evidence), message: 'corrupt.order' }] : []
}

/** More than half of a file in tracks that nobody can name. */
const mostUnknown = 0.5

const unreadable = (evidence: Evidence): Corrupt[] => {
  const { probe, packets } = evidence
  const found: Corrupt[] = []
  if (packets.unknownShare > mostUnknown) {
    const params = { percent: round(packets.unknownShare * 100, 0) }
    found.push({ ...wholeOf(evidence), message: 'corrupt.unknownTrack', params })
  }
  const isHeard = probe.audio.some(({ channels, sampleRate }) => channels > 0 && sampleRate > 0)
  if (probe.audio.length > 0 && !(isHeard && packets.audio.length > 0))
    found.push({ ...wholeOf(evidence), message: 'corrupt.unheard' })
  return found
}

const tilted = (evidence: Evidence): Corrupt[] => {
  const degrees = evidence.probe.video?.tiltDegrees
  return degrees === undefined ? [] : [{ ...wholeOf(evidence), message: 'corrupt.tilted', params: { degrees } }]
}
