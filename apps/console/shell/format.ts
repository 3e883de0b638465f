const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

/** Bytes in the unit people say, to three digits: `1.25 GB`. Binary multiples, as file managers count. */
export const formatBytes = (bytes: number): string => {
  const unit = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** unit
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2
  return `${value.toFixed(digits)} ${units[unit]}`
}

const two = (n: number) => String(n).padStart(2, '0')

/** A duration as players show it: `0:42`, `12:05`, `1:02:03`. */
export const formatDuration = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  const h = Math.floor(whole / 3600)
  const m = Math.floor(whole / 60) % 60
  return h > 0 ? `${h}:${two(m)}:${two(whole % 60)}` : `${m}:${two(whole % 60)}`
}

/** A point in the picture as editors write it: `hh:mm:ss:ff`, without drop-frame. */
export const formatTimecode = (seconds: number, framesPerSecond: number): string => {
  const nominal = Math.max(1, Math.round(framesPerSecond))
  // The browser reports times a hair before the frame they belong to.
  const frame = Math.floor(Math.max(0, seconds) * framesPerSecond + 0.01)
  const s = Math.floor(frame / nominal)
  return [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60, frame % nominal].map(two).join(':')
}

/** Bits per second in the unit people say: `4.2 Mb/s`. */
export const formatBitRate = (bitsPerSecond: number): string =>
  bitsPerSecond >= 1e6 ? `${(bitsPerSecond / 1e6).toFixed(1)} Mb/s` : `${Math.round(bitsPerSecond / 1000)} kb/s`

export const formatPercent = (fraction: number): string => `${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)}%`

/** Frames per second without needless digits: `25`, `29.97`. */
export const formatFrameRate = (framesPerSecond: number): string => String(Math.round(framesPerSecond * 100) / 100)

/** A coarse duration in words: `3 分钟`, `2 hours`. */
export const formatSpan = (seconds: number, language: string): string => {
  const [value, unit] =
    seconds < 60
      ? [Math.max(1, Math.round(seconds)), 'second']
      : seconds < 5400
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 129_600
          ? [Math.round(seconds / 3600), 'hour']
          : [Math.round(seconds / 86_400), 'day']
  // 3 秒, not 3 秒钟: Chinese writes its units short.
  const unitDisplay = language.startsWith('zh') ? 'short' : 'long'
  return new Intl.NumberFormat(language, { style: 'unit', unit: unit as string, unitDisplay }).format(value as number)
}

/** Making a formatter costs more than using it a thousand times; there is one a language. */
const perLanguage = <F>(make: (language: string) => F): ((language: string) => F) => {
  const made = new Map<string, F>()
  return (language) => {
    const there = made.get(language) ?? make(language)
    made.set(language, there)
    return there
  }
}
const agoIn = perLanguage((language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }))
const dateIn = perLanguage(
  (language) => new Intl.DateTimeFormat(language, { year: 'numeric', month: '2-digit', day: '2-digit' }),
)
const instantIn = perLanguage(
  (language) =>
    new Intl.DateTimeFormat(language, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
    }),
)

/** How long ago, in words, up to a week; after that the date. */
export const formatAgo = (instant: string, language: string, now = Date.now()): string => {
  const seconds = Math.round((Date.parse(instant) - now) / 1000)
  const ago = agoIn(language)
  if (seconds > -45) return language.startsWith('zh') ? '刚刚' : 'just now'
  if (seconds > -2700) return ago.format(Math.round(seconds / 60), 'minute')
  if (seconds > -79_200) return ago.format(Math.round(seconds / 3600), 'hour')
  if (seconds > -604_800) return ago.format(Math.round(seconds / 86_400), 'day')
  return formatDate(instant, language)
}

export const formatDate = (instant: string, language: string): string => dateIn(language).format(new Date(instant))

/** Date and time to the second. */
export const formatInstant = (instant: string, language: string): string =>
  instantIn(language).format(new Date(instant))
