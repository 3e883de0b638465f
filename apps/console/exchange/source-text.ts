export type Format = 'csv' | 'json' | 'mrss'
export const formats = ['csv', 'json', 'mrss'] as const satisfies readonly Format[]

/** As many characters as one import may have. */
export const mostCharacters = 900_000

/** What a text is, by how it begins: a feed, a list, or else a table. */
export const formatOf = (text: string): Format => {
  const begin = text.replace(/^\u{FEFF}/u, '').trimStart()[0]
  return begin === '<' ? 'mrss' : begin === '[' || begin === '{' ? 'json' : 'csv'
}

/** The text of a file: UTF-8 or UTF-16 with its mark, else UTF-8, else GB 18030, as spreadsheets in China save. */
export const textOf = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
