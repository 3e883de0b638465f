import { progressiveShare } from '#media/picture'
import type { Sighting } from './finding.ts'
import type { Evidence, Template } from './types.ts'

/** A stretch that reaches so near to the ends of the asset reaches to the ends. */
const nearEndSeconds = 1

/** What is wrong with the fields: interlaced where it should not be, the wrong field first, or not as the file says. */
export const fieldRules = ({ probe, interlaced, picture }: Evidence, template: Template): Sighting[] => {
  const { video } = probe
  if (!video || !picture) return []
  const endSeconds = (picture.frames * picture.frameRate.den) / picture.frameRate.num
  const scan = template.picture?.scan
  const whole = { startSeconds: 0, endSeconds }
  // What is coded as fields is shown as fields from beginning to end, also where nothing moves.
  const seen = video.interlaced && interlaced[0] ? [{ ...whole, fieldOrder: interlaced[0].fieldOrder }] : interlaced
  const found: Sighting[] = seen.map(({ fieldOrder, ...at }): Sighting => ({
    kind: 'interlaced',
    startSeconds: at.startSeconds < nearEndSeconds && interlaced.length === 1 && video.interlaced ? 0 : at.startSeconds,
    endSeconds: at.endSeconds,
    message: video.interlaced ? 'interlaced' : 'interlaced.unmarked',
    params: { fieldOrder },
    fix: 'deinterlace',
  }))
  const order = interlaced.find(({ fieldOrder }) => fieldOrder !== 'mixed')?.fieldOrder
  if (order && video.fieldOrder && order !== video.fieldOrder)
    found.push({
      ...whole,
      kind: 'fieldOrder',
      message: 'fieldOrder.mismarked',
      params: { seen: order, marked: video.fieldOrder },
      fix: 'deinterlace',
    })
  else if (order && (scan === 'top' || scan === 'bottom') && order !== scan)
    found.push({
      ...whole,
      kind: 'fieldOrder',
      message: 'fieldOrder.wrong',
      params: { seen: order, wanted: scan },
      fix: 'deinterlace',
    })
  if (interlaced.length === 0 && video.interlaced && progressiveShare(picture) > 0.9 && scan === 'progressive')
    found.push({ ...whole, kind: 'fieldOrder', message: 'fieldOrder.progressive', fix: 'deinterlace' })
  return found
}
