/** Frames of a fingerprint are grey, 32 × 32, whatever the shape of the picture was, two a second. */
export const frameSide = 32
export const frameBytes = frameSide * frameSide
export const framesPerSecond = 2

/** A part of a picture, in fractions of its width and height from its upper left corner. */
export type Window = { left: number; top: number; right: number; bottom: number }
export const wholeWindow: Window = { left: 0, top: 0, right: 1, bottom: 1 }

/** Frames one after another in one array, as ffmpeg's rawvideo brings them. */
export const frameAt = (frames: Uint8Array, index: number): Uint8Array =>
  frames.subarray(index * frameBytes, (index + 1) * frameBytes)

/** The frames seen in a mirror. */
export const mirrored = (frames: Uint8Array): Uint8Array => {
  const turned = new Uint8Array(frames.length)
  for (let row = 0; row < frames.length; row += frameSide)
    for (let x = 0; x < frameSide; x += 1) turned[row + x] = frames[row + frameSide - 1 - x]!
  return turned
}

/** A window within another one, in fractions of the outer picture. */
export const within = (outer: Window, inner: Window): Window => ({
  left: outer.left + inner.left * (outer.right - outer.left),
  top: outer.top + inner.top * (outer.bottom - outer.top),
  right: outer.left + inner.right * (outer.right - outer.left),
  bottom: outer.top + inner.bottom * (outer.bottom - outer.top),
})
