import { MediaError } from '#media/ffmpeg'
import { wordsOf } from './extract.ts'
import type { Print } from './print.ts'
import { wordsPerFrame } from './views.ts'

/** "RMFP" and a version, which changes when hashes made before can no longer be compared with new ones. */
const magic = 0x50_46_4d_52
const version = 1
const headerWords = 8
const fractions = 65_535

const broken = () => new MediaError('not-a-fingerprint', 'These bytes are no fingerprint of this version')

/**
 * A fingerprint as bytes, 32-bit words with the least byte first: magic, version, number of frames, number of sound
 * items, left, top, right and bottom of the picture (in 1/65535), then the hashes frame by frame and the sound items.
 * An hour takes 346,740 bytes.
 */
export const writePrint = ({ picture, hashes, sound }: Print): Uint8Array => {
  const words = new Uint32Array(headerWords + hashes.length + sound.length)
  const edges = [picture.left, picture.top, picture.right, picture.bottom].map((edge) => Math.round(edge * fractions))
  words.set([magic, version, hashes.length / wordsPerFrame, sound.length, ...edges])
  words.set(hashes, headerWords)
  words.set(sound, headerWords + hashes.length)
  return new Uint8Array(words.buffer)
}

/** Reads a fingerprint. Throws MediaError `not-a-fingerprint` for anything that is not a whole one of this version. */
export const readPrint = (bytes: Uint8Array): Print => {
  if (bytes.length % 4 !== 0 || bytes.length < headerWords * 4) throw broken()
  const words = wordsOf(bytes)
  const [sign, kind, frames = 0, items = 0, left = 0, top = 0, right = 0, bottom = 0] = words
  if (sign !== magic || kind !== version || words.length !== headerWords + frames * wordsPerFrame + items)
    throw broken()
  const soundAt = headerWords + frames * wordsPerFrame
  return {
    picture: { left: left / fractions, top: top / fractions, right: right / fractions, bottom: bottom / fractions },
    hashes: new Int32Array(words.slice(headerWords, soundAt).buffer),
    sound: words.slice(soundAt),
  }
}
