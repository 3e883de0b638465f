import type { Interval } from '#media/picture'
import { round, shortest, type Sighting } from './finding.ts'
import type { Evidence, Template } from './types.ts'

/** Clipping this close is one finding. */
const apartSeconds = 1

/** What is wrong with the sound. */
export const soundRules = ({ probe, packets, sound }: Evidence, template: Template): Sighting[] => {
  const endSeconds = Math.max(packets.video?.endSeconds ?? 0, ...packets.audio.map((track) => track.endSeconds))
  const whole = { startSeconds: 0, endSeconds }
  if (probe.audio.length === 0) return [{ ...whole, kind: 'missingAudio', message: 'missingAudio' }]
  if (!sound) return []
  const least = shortest(template, 'silence')
  const heard = { startSeconds: 0, endSeconds: sound.endSeconds }
  return [
    ...sound.silences
      .filter((at) => at.endSeconds - at.startSeconds >= least)
      .map((at): Sighting => ({ ...at, kind: 'silence', message: 'silence', params: { seconds: lengthOf(at) } })),
    ...sound.deadChannels.map((channel): Sighting => ({
      ...heard,
      kind: 'deadChannel',
      message: 'deadChannel',
      params: { channel },
    })),
    ...clippings(sound.clipping).map(({ samples, ...at }): Sighting => ({
      ...at,
      kind: 'clipping',
      message: 'clipping',
      params: { samples },
      fix: 'loudness',
    })),
    ...sound.inverted
      .filter((at) => at.endSeconds - at.startSeconds >= shortest(template, 'phase'))
      .map(({ correlation, ...at }): Sighting => ({
        ...at,
        kind: 'phase',
        message: 'phase',
        params: { correlation: round(correlation, 2) },
      })),
    ...loudness({ ...heard, sound }, template),
  ]
}

const lengthOf = ({ startSeconds, endSeconds }: Interval) => round(endSeconds - startSeconds, 2)

type Clipping = Interval & { samples: number }

/** Clipping in any channel, joined where it is close. */
const clippings = (found: readonly Clipping[]): Clipping[] => {
  const joined: Clipping[] = []
  for (const { startSeconds, endSeconds, samples } of found.toSorted((a, b) => a.startSeconds - b.startSeconds)) {
    const last = joined.at(-1)
    if (last && startSeconds - last.endSeconds < apartSeconds) {
      last.endSeconds = Math.max(last.endSeconds, endSeconds)
      last.samples += samples
    } else joined.push({ startSeconds, endSeconds, samples })
  }
  return joined
}

const loudness = (
  { sound, ...whole }: Interval & { sound: NonNullable<Evidence['sound']> },
  { loudness: asked }: Template,
): Sighting[] => {
  if (!asked) return []
  const { integratedLufs, rangeLu, truePeakDbtp, truePeakAtSeconds } = sound.loudness
  const found: Sighting[] = []
  if (integratedLufs !== null && (integratedLufs < asked.lowestLufs || integratedLufs > asked.highestLufs))
    found.push({
      ...whole,
      kind: 'loudness',
      message: integratedLufs > asked.highestLufs ? 'loudness.high' : 'loudness.low',
      params: {
        lufs: round(integratedLufs),
        targetLufs: asked.targetLufs,
        lu: round(Math.abs(integratedLufs - asked.targetLufs)),
      },
      fix: 'loudness',
    })
  if (rangeLu !== null && asked.highestRangeLu !== undefined && rangeLu > asked.highestRangeLu)
    found.push({
      ...whole,
      kind: 'loudnessRange',
      message: 'loudnessRange',
      params: { lu: round(rangeLu), highestLu: asked.highestRangeLu },
      fix: 'loudness',
    })
  if (truePeakDbtp !== null && asked.highestTruePeakDbtp !== undefined && truePeakDbtp > asked.highestTruePeakDbtp) {
    const at = truePeakAtSeconds ?? 0
    const over = sound.overs.find(({ startSeconds, endSeconds }) => startSeconds <= at && at <= endSeconds)
    found.push({
      startSeconds: over?.startSeconds ?? at,
      endSeconds: over?.endSeconds ?? at,
      kind: 'truePeak',
      message: 'truePeak',
      params: { dbtp: round(truePeakDbtp), highestDbtp: asked.highestTruePeakDbtp },
      fix: 'loudness',
    })
  }
  return found
}
