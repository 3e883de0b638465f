/** What nobody has said the language of is in the one that most stations speak. */
export const usualLanguage = 'zh-CN'

/** A language tag in its usual form (BCP 47): `chi` is `zh`, `zh-cn` is `zh-CN`; undefined where it is none. */
export const languageOf = (tag: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

/** What a language calls itself, as players list it: 简体中文, English. */
export const nameOf = (language: string): string => {
  const locale = new Intl.Locale(language)
  // Of Chinese, readers choose the script and not the country.
  const shown = locale.language === 'zh' ? `zh-${locale.maximize().script ?? 'Hans'}` : locale.baseName
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(shown) ?? language
  } catch {
    // Variants are part of a tag (BCP 47), and nothing that has a name.
    return language
  }
}
