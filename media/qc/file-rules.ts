import type { Interval } from '#media/picture'
import { round, shortest, type Sighting } from './finding.ts'
import type { Evidence, Template } from './types.ts'

/** What is wrong with the file itself: lengths, holes, damage. */
export const fileRules = (evidence: Evidence, template: Template): Sighting[] => [
  ...lengths(evidence, template),
  ...drift(evidence, template),
  ...damage(evidence),
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
    const params = { milliseconds: Math.round(Math.abs(apart) * 1000), holes: track.holes.length }
    return [{ kind: 'drift', startSeconds: from, endSeconds: to, message, params, fix: 'remux' }]
  })
}

const damage = ({ damage: found, packets }: Evidence): Sighting[] => {
  const inContainer: Interval[] = [
    ...(packets.video?.corrupt ?? []),
    ...packets.audio.flatMap(({ corrupt }) => corrupt),
  ]
  const end = packets.video?.endSeconds ?? packets.audio[0]?.endSeconds ?? 0
  return [
    ...found.map(({ startSeconds, endSeconds, message }): Sighting => ({
      kind: 'corrupt',
      startSeconds,
      endSeconds,
      message: 'corrupt.picture',
      params: { said: message },
    })),
    ...inContainer
      .filter(
        (one) => !found.some((other) => one.startSeconds < other.endSeconds && other.startSeconds < one.endSeconds),
      )
      .map((at): Sighting => ({ ...at, kind: 'corrupt', message: 'corrupt.packets' })),
    ...(packets.endsEarly
      ? [{ kind: 'corrupt' as const, startSeconds: end, endSeconds: end, message: 'corrupt.cutOff' }]
      : []),
  ]
}
