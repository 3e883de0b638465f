import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { formatAgo, formatBytes, formatDuration, formatInstant, formatTimecode } from '../shell/format.ts'

/** A point in the picture, `hh:mm:ss:ff`. */
export const Timecode = ({ seconds, framesPerSecond }: { seconds: number; framesPerSecond: number }) => (
  <span className="mono">{formatTimecode(seconds, framesPerSecond)}</span>
)

/** A size in the unit people say. */
export const Bytes = ({ bytes }: { bytes: number }) => (
  <span className="numerals" title={bytes.toLocaleString()}>
    {formatBytes(bytes)}
  </span>
)

/** A length as on players. */
export const Duration = ({ seconds }: { seconds: number | undefined }) =>
  seconds === undefined ? null : <span className="numerals">{formatDuration(seconds)}</span>

/** How long ago, in words; the instant itself on hovering. It goes on counting. */
export const Ago = ({ at }: { at: string }) => {
  const { i18n } = useTranslation()
  const now = useMinute()
  return (
    <time className="numerals" dateTime={at} title={formatInstant(at, i18n.language)}>
      {formatAgo(at, i18n.language, now)}
    </time>
  )
}

const listeners = new Set<() => void>()
let minute = Date.now()
let clock: ReturnType<typeof setInterval> | undefined

/** The time to the minute; one clock for all that ask. */
const useMinute = (): number => useSyncExternalStore(listen, () => minute)

const listen = (changed: () => void) => {
  listeners.add(changed)
  minute = clock === undefined ? Date.now() : minute
  clock ??= setInterval(() => {
    minute = Date.now()
    for (const tell of listeners) tell()
  }, 60_000)
  return () => {
    listeners.delete(changed)
    if (listeners.size > 0) return
    clearInterval(clock)
    clock = undefined
  }
}
