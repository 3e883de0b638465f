import { frameAt, frameBytes, type Window, wholeWindow, within } from './frames.ts'
import { hasherOf } from './hash.ts'

/**
 * What is hashed of every frame: the whole; the upper middle, which logos in corners and captions below leave free; and
 * the upper left and right of the middle, of which a logo or a clock at the top covers one at most. All three lie
 * within what cropping a fifth away leaves.
 */
export const views: readonly Window[] = [
  wholeWindow,
  { left: 0.14, top: 0.18, right: 0.86, bottom: 0.72 },
  { left: 0.11, top: 0.11, right: 0.58, bottom: 0.7 },
  { left: 0.42, top: 0.11, right: 0.89, bottom: 0.7 },
]
export const wordsPerFrame = views.length * 2

/** Fits in a pixel; a view may reach out of the picture by so much and is cut off there. */
const slack = 0.012

/**
 * The hashes of frames, for each frame one a view in the order of `views`, two words each. `picture` is where the
 * picture lies in the frame: smaller than the whole where it has bars around it, larger where it was cropped. Views
 * that are not in the frame are left zero, as are those that show nothing, and those not in `only`.
 */
export const hashFrames = (
  frames: Uint8Array,
  picture: Window,
  only: readonly number[] = views.map((_, i) => i),
): Int32Array => {
  const count = Math.floor(frames.length / frameBytes)
  const hashes = new Int32Array(count * wordsPerFrame)
  for (const i of only) {
    const window = viewWithin(picture, i)
    if (!window) continue
    const hash = hasherOf(window)
    for (let f = 0; f < count; f += 1) hash(frameAt(frames, f), hashes, f * wordsPerFrame + 2 * i)
  }
  return hashes
}

/** Where a view lies in a frame in which the picture lies in a window; undefined where it is not in the frame. */
export const viewWithin = (picture: Window, view: number): Window | undefined => clipped(within(picture, views[view]!))

const clipped = ({ left, top, right, bottom }: Window): Window | undefined =>
  left < -slack || top < -slack || right > 1 + slack || bottom > 1 + slack
    ? undefined
    : { left: Math.max(0, left), top: Math.max(0, top), right: Math.min(1, right), bottom: Math.min(1, bottom) }
