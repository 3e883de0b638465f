import type { FlowRange } from '#media/timeline'

/** Codes of ISO 639-2 that come from English names of languages, which files still carry, as players know them. */
const bibliographic: Record<string, string> = {
  alb: 'sq', arm: 'hy', baq: 'eu', bur: 'my', chi: 'zh', cze: 'cs', dut: 'nl', fre: 'fr', geo: 'ka', ger: 'de',
  gre: 'el', ice: 'is', mac: 'mk', mao: 'mi', may: 'ms', per: 'fa', rum: 'ro', slo: 'sk', tib: 'bo', wel: 'cy',
} // prettier-ignore

const saysNothing = new Set(['und', 'mul', 'zxx', 'mis', 'qaa'])

/** A language as a file says it, as BCP 47; undefined where it says none that is one. */
export const languageTag = (said: string | undefined): string | undefined => {
  if (said === undefined || saysNothing.has(said)) return undefined
  try {
    return Intl.getCanonicalLocales(bibliographic[said] ?? said)[0]
  } catch {
    return undefined
  }
}

/** A language in its own words: 中文, English. */
const inItself = (tag: string): string =>
  new Intl.DisplayNames(tag, { type: 'language', fallback: 'code' }).of(tag) ?? tag

/** What tracks of sound are called where one is chosen; no two alike, since several may be in one language. */
export const soundNames = (sound: readonly FlowRange[]): string[] => {
  const names = sound.map(({ flow }, i) => (flow.language === undefined ? `Audio ${i + 1}` : inItself(flow.language)))
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((one) => one === name).length
    return before === 0 ? name : `${name} ${before + 1}`
  })
}
