const parts = (seconds: number) => {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0))
  return { hours: Math.floor(whole / 3600), minutes: Math.floor(whole / 60) % 60, seconds: whole % 60 }
}

/** A time as players show it: `0:07`, `12:34`, `1:02:03`. */
export const clock = (atSeconds: number): string => {
  const { hours, minutes, seconds } = parts(atSeconds)
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

type Unit = 'hour' | 'minute' | 'second'
const formats = new Map<string, Intl.NumberFormat>()
/** Made when first asked for: a phone takes long to make one. */
const formatOf = (language: string, unit: Unit): Intl.NumberFormat => {
  const key = `${language} ${unit}`
  const made = formats.get(key) ?? new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
  formats.set(key, made)
  return made
}

/** A time as it is read aloud in a language: `1 hour, 2 minutes, 3 seconds`, `1小时2分钟3秒钟`. */
export const spoken = (atSeconds: number, language: string): string => {
  const said = parts(atSeconds)
  const word = (value: number, unit: Unit) => formatOf(language, unit).format(value)
  const all = [
    said.hours > 0 && word(said.hours, 'hour'),
    said.minutes > 0 && word(said.minutes, 'minute'),
    (said.seconds > 0 || atSeconds < 60) && word(said.seconds, 'second'),
  ].filter((one) => one !== false)
  return all.join(language.startsWith('zh') ? '' : ', ')
}

/** A time as ISO 8601 has it, to whole seconds: `PT1H2M3S`. */
export const isoDuration = (forSeconds: number): string => {
  const { hours, minutes, seconds } = parts(Math.round(forSeconds))
  return `PT${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds}S`
}

const longestSeconds = 100 * 3600

/** Reads a time as links carry it (`83`, `1m23s`, `1:23`) as seconds; undefined where it is none. */
export const timeOf = (text: unknown): number | undefined => {
  if (typeof text !== 'string' || text.length > 16) return undefined
  const [, hours = 0, minutes = 0, seconds = 0] =
    /^(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?$/.exec(text) ??
    /^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})$/.exec(text) ??
    []
  const found = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return found > 0 && found <= longestSeconds ? found : undefined
}
