import {
  barIntervals,
  blackIntervals,
  flashIntervals,
  freezeIntervals,
  type Interval,
  repeatIntervals,
} from '#media/picture'
import { padded } from './sizes.ts'
import { round, shortest, type Sighting } from './finding.ts'
import type { Evidence, Template } from './types.ts'

const lengthOf = ({ startSeconds, endSeconds }: Interval) => round(endSeconds - startSeconds, 2)
const overlaps = (a: Interval, b: Interval) => a.startSeconds < b.endSeconds && b.startSeconds < a.endSeconds
const percent = (share: number) => round(share * 100)

/** What is wrong with what the picture shows. */
export const pictureRules = (evidence: Evidence, template: Template): Sighting[] => {
  const { picture } = evidence
  if (!picture) return []
  const ours = padded(evidence)
  const flashes = flashIntervals(picture)
  return [
    ...blackIntervals(picture, shortest(template, 'black')).map((at): Sighting => ({
      ...at,
      kind: 'black',
      message: 'black',
      params: { seconds: lengthOf(at) },
    })),
    ...freezeIntervals(picture, shortest(template, 'freeze')).map((at): Sighting => ({
      ...at,
      kind: 'freeze',
      message: 'freeze',
      params: { seconds: lengthOf(at) },
    })),
    ...barIntervals(picture, shortest(template, 'blackBars'))
      .filter((at) => !ours.some((one) => overlaps(at, one)))
      .map(({ top, bottom, left, right, ...at }): Sighting => {
        const params = { percent: percent(top + bottom + left + right) }
        return {
          ...at,
          kind: 'blackBars',
          message: top > 0 ? 'blackBars.letterbox' : 'blackBars.pillarbox',
          params,
          fix: 'crop',
        }
      }),
    ...flashes.map(({ flashesPerSecond, ...at }): Sighting => ({
      ...at,
      kind: 'flashes',
      message: 'flashes',
      params: { perSecond: round(flashesPerSecond) },
    })),
    ...repeatIntervals(picture)
      // What flashes shows the same frame several times on purpose.
      .filter((at) => !flashes.some((flash) => overlaps(at, flash)))
      .filter((at) => at.endSeconds - at.startSeconds >= shortest(template, 'repeatedFrames'))
      .map(({ repeats, ...at }): Sighting => ({
        ...at,
        kind: 'repeatedFrames',
        message: 'repeatedFrames',
        params: { repeats, seconds: lengthOf(at) },
      })),
    ...levels(picture),
  ]
}

/** Of an asset, so much beyond video levels in so many frames tells of a range that was mistaken. */
const illegalShare = 0.01
const illegalFrames = 0.25

const levels = (picture: NonNullable<Evidence['picture']>): Sighting[] => {
  const beyond = picture.columns.illegal.filter((share) => share > illegalShare * 65_535).length
  if (beyond < picture.frames * illegalFrames) return []
  const endSeconds = (picture.frames * picture.frameRate.den) / picture.frameRate.num
  const params = { percent: percent(beyond / picture.frames) }
  return [{ kind: 'colour', startSeconds: 0, endSeconds, message: 'colour.levels', params }]
}
