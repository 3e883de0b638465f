const mostBytes = 5_000_000
export const isTooLarge = (file: File): boolean => file.size > mostBytes

/** The bytes of a file in base64. */
export const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file cannot be read')))
    reader.readAsDataURL(file)
  })

const spoken: [RegExp, string][] = [
  [/^(chs|sc|gb|zh|zh[-_]?(cn|hans|sg)|简中?|简体(中文)?)$/i, 'zh-CN'],
  [/^(cht|tc|big5|zh[-_]?(tw|hk|hant)|繁中?|繁体(中文)?)$/i, 'zh-TW'],
  [/^(eng?|en[-_](us|gb)|english|英文?)$/i, 'en'],
  [/^(jpn?|ja|japanese)$/i, 'ja'],
  [/^(kor?|korean)$/i, 'ko'],
]

/** The language that the name of a file tells of, as people name subtitles: `片名.chs.srt`, `film.en.vtt`. */
export const languageIn = (name: string): string | undefined => {
  const word = /[.\s_-]([\p{L}]{2,8}(?:[-_]\p{L}{2,4})?)\.\w{2,5}$/u.exec(name)?.[1]
  return word === undefined ? undefined : spoken.find(([known]) => known.test(word))?.[1]
}

/** Languages offered first; any other is written as its code. */
export const languages = [
  'zh-CN',
  'zh-TW',
  'zh-HK',
  'yue',
  'en',
  'ja',
  'ko',
  'ru',
  'fr',
  'es',
  'de',
  'ar',
  'ug',
  'bo',
  'mn',
  'kk',
]

/** What a language calls itself; its code where the browser does not know it. */
export const languageName = (code: string): string => {
  try {
    return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}
