import { tooLarge, unknownEncoding } from './failures.ts'
import { mostFileBytes } from './limits.ts'
import type { SubtitleEncoding } from './types.ts'

const decoded = (bytes: Uint8Array, encoding: SubtitleEncoding): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Text in UTF-16 without a mark: every other byte of what is Latin in it (times at least) is zero. */
const widthOf = (bytes: Uint8Array): SubtitleEncoding | undefined => {
  const zeros = [0, 0]
  const looked = Math.min(bytes.length, 4000)
  for (let i = 0; i < looked; i += 1) if (bytes[i] === 0) zeros[i % 2]! += 1
  if (zeros[1]! > looked / 8 && zeros[0]! < zeros[1]! / 8) return 'utf-16le'
  return zeros[0]! > looked / 8 && zeros[1]! < zeros[0]! / 8 ? 'utf-16be' : undefined
}

/**
 * The text of a file, and the encoding that it was found to be in: by its mark, else UTF-8 if it is, else GB 18030, of
 * which GBK and GB 2312 are parts. Throws `subtitles-too-large` and `subtitles-encoding`.
 */
export const decodedText = (bytes: Uint8Array): { text: string; encoding: SubtitleEncoding } => {
  if (bytes.length > mostFileBytes) throw tooLarge(bytes.length)
  const [first, second] = bytes
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined
  const wide = marked ?? widthOf(bytes)
  for (const encoding of wide ? [wide] : (['utf-8', 'gb18030'] as const)) {
    const text = decoded(bytes, encoding)
    if (text !== undefined) return { text: text.replace(/^\uFEFF/, ''), encoding }
  }
  throw unknownEncoding()
}
