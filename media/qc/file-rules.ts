import { containerRules } from './container-rules.ts'
import { joined } from './damage.ts'
import { round, shortest, type Sighting } from './finding.ts'
import type { Evidence, Template } from './types.ts'

/** What is wrong with the file itself: lengths, holes, damage. */
export const fileRules = (evidence: Evidence, template: Template): Sighting[] => [
  ...lengths(evidence, template),
  ...drift(evidence, template),
  ...damage(evidence),
  ...containerRules(evidence),
]

const lengths = ({ packets: { video, audio } }: Evidence, template: Template): Sighting[] => {
  const [sound] = audio
  if (!video || !sound) return []
  const least = shortest(template, 'duration-mismatch')
  const found: Sighting[] = []
  const apart = sound.endSeconds - video.endSeconds
  if (Math.abs(apart) >= least)
    found.push({
      kind: 'duration-mismatch',
      startSeconds: Math.min(sound.endSeconds, video.endSeconds),
      endSeconds: Math.max(sound.endSeconds, video.endSeconds),
      message: apart > 0 ? 'duration-mismatch.picture' : 'duration-mismatch.sound',
      params: { seconds: round(Math.abs(apart), 2) },
    })
  if (Math.abs(sound.startSeconds) >= least)
    found.push({
      kind: 'duration-mismatch',
      startSeconds: Math.min(0, sound.startSeconds),
      endSeconds: Math.max(0, sound.startSeconds),
      message: sound.startSeconds > 0 ? 'duration-mismatch.late' : 'duration-mismatch.early',
      params: { seconds: round(Math.abs(sound.startSeconds), 2) },
    })
  return found
}

/** Where timestamps go on faster or slower than the sound (or the pictures) they stand on, the two come apart. */
const drift = ({ probe, packets: { video, audio } }: Evidence, template: Template): Sighting[] => {
  const least = shortest(template, 'drift')
  const tracks = [
    ...audio.slice(0, 1).map((track) => ({ track, message: 'drift.sound' })),
    ...(video && !probe.video?.variableFrameRate ? [{ track: video, message: 'drift.picture' }] : []),
  ]
  return tracks.flatMap(({ track, message }): Sighting[] => {
    const apart = track.endSeconds - track.startSeconds - track.lengthSeconds
    if (Math.abs(apart) < least) return []
    const from = track.holes[0]?.startSeconds ?? track.startSeconds
    const to = track.holes.at(-1)?.endSeconds ?? track.endSeconds
    const params = { milliseconds: Math.round(Math.abs(apart) * 1000) }
    return [{ kind: 'drift', startSeconds: from, endSeconds: to, message, params, fix: 'remux' }]
  })
}

/** What a decode says that the packets have told already, with their times. */
const ofPackets = /Packet corrupt|corrupt input packet|partial file|File ended prematurely/
/** Said of sound that was written as it came, before anybody knew how long it would be. */
const harmless = /Ignoring maximum wav data size/

/** Damaged packets; what is shown of them begins with the film at the earliest. */
const packetsOf = ({ video, audio }: Evidence['packets']) =>
  [...(video?.corrupt ?? []), ...audio.flatMap(({ corrupt }) => corrupt)].map(({ startSeconds, endSeconds }) => ({
    startSeconds: Math.max(0, startSeconds),
    endSeconds: Math.max(0, endSeconds),
  }))

const damage = ({ damage: found, packets }: Evidence): Sighting[] => {
  const inContainer = joined(packetsOf(packets))
  const exact = found.filter(({ isExact }) => isExact)
  const said = new Set<string>()
  // Both decodes read the same container, and each says what is wrong with it.
  const vague = found.filter(({ isExact, message }) => {
    if (isExact || said.has(message) || harmless.test(message)) return false
    if (ofPackets.test(message) && (inContainer.length > 0 || packets.endsEarly)) return false
    said.add(message)
    return true
  })
  return [
    ...exact.map(({ startSeconds, endSeconds, message, track }): Sighting => ({
      kind: 'corrupt',
      startSeconds,
      endSeconds,
      message: track === 'picture' ? 'corrupt.picture' : 'corrupt.sound',
      params: { said: message },
    })),
    ...vague.map(({ startSeconds, endSeconds, message }): Sighting => ({
      kind: 'corrupt',
      startSeconds,
      endSeconds,
      message: 'corrupt.somewhere',
      params: { said: message },
    })),
    ...inContainer
      .filter(
        (one) => !exact.some((other) => one.startSeconds < other.endSeconds && other.startSeconds < one.endSeconds),
      )
      .map(({ startSeconds, endSeconds }): Sighting => ({
        startSeconds,
        endSeconds,
        kind: 'corrupt',
        message: 'corrupt.packets',
      })),
  ]
}
