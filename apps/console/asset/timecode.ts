/**
 * The time a person means by what they typed, in seconds: a timecode (`1:02:03:04`, `02:03`, digits alone from the right
 * as on an edit controller: `1512` is 15 s 12 frames), seconds with a point (`12.5`), or so far on or back (`+10`,
 * `-00:05:00`; digits alone are frames then). Undefined where it is none of these.
 */
export const parseTimecode = (typed: string, framesPerSecond: number, nowSeconds = 0): number | undefined => {
  const text = typed
    .trim()
    .replaceAll(/[：;；]/g, ':')
    .replaceAll('。', '.')
  const [, sign = '', rest = ''] = /^([+-]?)(.*)$/.exec(text)!
  const seconds = lengthOf(rest, framesPerSecond, sign !== '')
  if (seconds === undefined) return undefined
  return Math.max(0, sign === '' ? seconds : nowSeconds + (sign === '+' ? seconds : -seconds))
}

const lengthOf = (text: string, framesPerSecond: number, relative: boolean): number | undefined => {
  if (/^\d{1,6}\.\d{1,6}$/.test(text)) return Number(text)
  if (relative && /^\d{1,6}$/.test(text)) return Number(text) / framesPerSecond
  const parts = partsOf(text)
  if (!parts) return undefined
  const nominal = Math.max(1, Math.round(framesPerSecond))
  const [hours, minutes, seconds, frames] = parts
  if (minutes > 59 || seconds > 59 || frames >= nominal) return undefined
  return (((hours * 60 + minutes) * 60 + seconds) * nominal + frames) / framesPerSecond
}

type Parts = [hours: number, minutes: number, seconds: number, frames: number]

const partsOf = (text: string): Parts | undefined => {
  if (/^\d{1,8}$/.test(text)) return fours(text.padStart(8, '0').match(/../g)!.map(Number))
  if (!/^\d{1,2}(:\d{1,2}){1,3}$/.test(text)) return undefined
  const parts = text.split(':').map(Number)
  // People say minutes and seconds, hours, minutes and seconds; frames only when they say all four.
  return fours(parts.length === 4 ? parts : [...Array<number>(3 - parts.length).fill(0), ...parts, 0])
}

const fours = ([hours = 0, minutes = 0, seconds = 0, frames = 0]: number[]): Parts => [hours, minutes, seconds, frames]
