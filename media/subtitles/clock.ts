/** Times are kept to the millisecond, which all formats but ASS can say. */
export const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000

const clock = /^(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,9}))?$/

/** Seconds of `1:02:03,456`, `02:03.4` and the like; undefined where it is none. */
export const secondsIn = (text: string): number | undefined => {
  const [all, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = clock.exec(text.trim()) ?? []
  if (all === undefined || Number(seconds) > 59) return undefined
  return toMilliseconds(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`))
}

type Digits = { point: '.' | ','; decimals: 2 | 3; hours: 1 | 2 }

/** A time as formats write it, such as `01:02:03.456`. */
export const clockOf = (seconds: number, { point, decimals, hours }: Digits): string => {
  const unit = 10 ** decimals
  const all = Math.round(seconds * unit)
  const whole = Math.floor(all / unit)
  const two = (value: number) => String(value).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return `${String(h).padStart(hours, '0')}:${two(m)}:${two(s)}${point}${String(all % unit).padStart(decimals, '0')}`
}
