import { pictureWindow } from './border.ts'
import type { Signals } from './extract.ts'
import { framesPerSecond, type Window } from './frames.ts'
import { bitCount } from './hash.ts'
import type { OwnedHashes } from './hash-index.ts'
import { hashFrames, wordsPerFrame } from './views.ts'

/** The fingerprint of an asset: hashes of its frames (two a second, four views each) and of its sound. */
export type Print = {
  /** Where the picture lies in the frame: the bars around it are left out of the hashes. */
  picture: Window
  /** As `hashFrames` makes them. */
  hashes: Int32Array
  /** Chromaprint's raw items, one every `soundItemSeconds`. */
  sound: Uint32Array
}

/** 1,365 samples at 11,025 a second: what chromaprint goes on by from item to item. */
export const soundItemSeconds = 1365 / 11_025

/** Makes the fingerprint of frames and sound. An hour of frames takes half a second. */
export const printOf = ({ frames, sound }: Pick<Signals, 'frames' | 'sound'>): Print => {
  const picture = pictureWindow(frames)
  return { picture, hashes: hashFrames(frames, picture), sound }
}

/** How long a fingerprint is, by its frames or by its sound. */
export const secondsOf = ({ hashes, sound }: Print): number =>
  Math.max(hashes.length / wordsPerFrame / framesPerSecond, sound.length * soundItemSeconds)

/**
 * The views by which frames are looked up, and how many frames apart they are taken: the upper middle once a second, the
 * upper left and right every other second, and the whole where the upper middle is flat.
 */
export const lookedUp = [
  { view: 1, framesApart: 2 },
  { view: 2, framesApart: 4 },
  { view: 3, framesApart: 4 },
  { view: 0, framesApart: 2 },
] as const
/** Beside them in the index: pairs of sound items a second apart, as hashes of 64 bits. */
export const soundView = 7
export const itemsApart = 8
const viewsPerPlace = 8
const leastChange = 3
/** A still is indexed again after so long. */
const stillSeconds = 8

/** A place in an index: which frame (or item of the sound) and which view. */
export const placeOf = (at: number, view: number): number => at * viewsPerPlace + view
export const viewOf = (place: number): number => place % viewsPerPlace
export const positionOf = (place: number): number => Math.floor(place / viewsPerPlace)

/**
 * What of a fingerprint goes into an index: frames at the distances above, without those that are like the one before,
 * and a pair of sound items a second. At most 10,800 hashes an hour.
 */
export const indexedHashes = ({ hashes, sound }: Print): OwnedHashes => {
  const words: number[] = []
  const places: number[] = []
  for (const { view, framesApart } of lookedUp) {
    let last = -Infinity
    for (let frame = 0; frame * wordsPerFrame < hashes.length; frame += framesApart) {
      if (!isIndexed(hashes, frame, view)) continue
      const at = frame * wordsPerFrame + 2 * view
      const [high, low] = [hashes[at]!, hashes[at + 1]!]
      if (frame - last < stillSeconds * framesPerSecond) {
        const before = last * wordsPerFrame + 2 * view
        if (bitCount(hashes[before]! ^ high) + bitCount(hashes[before + 1]! ^ low) < leastChange) continue
      }
      last = frame
      words.push(high, low)
      places.push(placeOf(frame, view))
    }
  }
  for (let item = 0; item + itemsApart < sound.length; item += itemsApart) {
    if (isMute(sound, item)) continue
    words.push(sound[item]!, sound[item + itemsApart]!)
    places.push(placeOf(item, soundView))
  }
  return { words: Int32Array.from(words), places: Uint32Array.from(places) }
}

/** Whether a frame goes into an index by a view: the whole only stands in for an upper middle that shows nothing. */
export const isIndexed = (hashes: Int32Array, frame: number, view: number): boolean =>
  !isFlat(hashes, frame, view) && (view !== 0 || isFlat(hashes, frame, 1))

const isFlat = (hashes: Int32Array, frame: number, view: number): boolean =>
  hashes[frame * wordsPerFrame + 2 * view] === 0 && hashes[frame * wordsPerFrame + 2 * view + 1] === 0

/** Silence and steady tones give the same item again and again, and say nothing. */
export const isMute = (sound: Uint32Array, item: number): boolean => {
  let changed = 0
  for (let i = item + 1; i <= item + itemsApart && i < sound.length; i += 1)
    changed += bitCount(sound[i]! ^ sound[i - 1]!)
  return changed < itemsApart
}
