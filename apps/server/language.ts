export type Language = 'zh-CN' | 'en'
export const languages: readonly Language[] = ['zh-CN', 'en']

/** The language of an address (`?lang=en`), else Chinese, unless the browser asks for English before it. */
export const languageOf = (asked: unknown, accepted: string | undefined): Language => {
  const named = typeof asked === 'string' ? asked.toLowerCase().slice(0, 2) : ''
  if (named === 'zh') return 'zh-CN'
  if (named === 'en') return 'en'
  const first = (accepted ?? '')
    .toLowerCase()
    .slice(0, 200)
    .split(',')
    .find((tag) => /^\s*(zh|en)\b/.test(tag))
  return first?.trim().startsWith('en') ? 'en' : 'zh-CN'
}
