import type { Rational } from '#media/probe'

/**
 * A moment as SMPTE ST 12 timecode at a frame rate, from 00:00:00:00: `hh:mm:ss:ff`, with a semicolon before the frames
 * where numbers are dropped (29.97 and 59.94). The frame shown at that moment, or about to be.
 */
export const timecode = (seconds: number, { num, den }: Rational): string => {
  const base = Math.max(1, Math.round(num / den))
  const isDrop = den === 1001 && (base === 30 || base === 60)
  let frame = Math.max(0, Math.round((seconds * num) / den))
  if (isDrop) {
    const dropped = base / 15
    const perMinute = base * 60 - dropped
    const perTenMinutes = base * 600 - dropped * 9
    const rest = frame % perTenMinutes
    const minutes = rest < base * 60 ? 0 : Math.floor((rest - dropped) / perMinute)
    frame += dropped * (9 * Math.floor(frame / perTenMinutes) + minutes)
  }
  const pair = (value: number) => String(value).padStart(2, '0')
  const whole = Math.floor(frame / base)
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(pair).join(':')
  return `${clock}${isDrop ? ';' : ':'}${pair(frame % base)}`
}
