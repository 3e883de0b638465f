import { frameSide, type Window } from './frames.ts'

/** How many frequencies are looked at in each direction, the constant one among them. */
const frequencies = 11

/**
 * The 64 lowest frequencies apart from the constant one: by distance from it, vertical before horizontal among equals.
 * Low ones outlive blur, noise and small shifts best.
 */
const chosen: readonly { u: number; v: number }[] = Array.from({ length: frequencies ** 2 }, (_, i) => ({
  u: Math.floor(i / frequencies),
  v: i % frequencies,
}))
  .filter(({ u, v }) => u + v > 0)
  .toSorted((a, b) => a.u ** 2 + a.v ** 2 - (b.u ** 2 + b.v ** 2) || a.u - b.u)
  .slice(0, 64)

/** Writes the 64 coefficients of a window of a frame, and answers with the sum of their squares. */
type Transform = (frame: Uint8Array, into: Float64Array) => number

/** The cosine transform of a window, which may begin and end within a pixel. */
const transformOf = (window: Window): Transform => {
  const across = basis(window.left, window.right)
  const down = basis(window.top, window.bottom)
  const rows = new Float64Array(frequencies * frameSide)
  return (frame, into) => {
    // Rows first: the cosine transform of a picture is that of its rows, then of its columns.
    for (let y = down.from; y < down.to; y += 1) {
      for (let v = 0; v < frequencies; v += 1) {
        let sum = 0
        for (let x = across.from; x < across.to; x += 1)
          sum += frame[y * frameSide + x]! * across.weights[v * frameSide + x]!
        rows[v * frameSide + y] = sum
      }
    }
    let energy = 0
    for (let i = 0; i < 64; i += 1) {
      const { u, v } = chosen[i]!
      let sum = 0
      for (let y = down.from; y < down.to; y += 1) sum += rows[v * frameSide + y]! * down.weights[u * frameSide + y]!
      into[i] = sum
      energy += sum * sum
    }
    return energy
  }
}

/** Makes hashes of one window of frames. */
export type Hasher = (frame: Uint8Array, into: Int32Array, at: number) => void

/**
 * A hasher for a window: writes two 32-bit words at `into[at]`, the signs of 64 coefficients of the window's cosine
 * transform, or two zeros where the window shows next to nothing.
 */
export const hasherOf = (window: Window): Hasher => {
  const transform = transformOf(window)
  const coefficients = new Float64Array(64)
  return (frame, into, at) => {
    const isFlat = transform(frame, coefficients) < leastEnergy
    const [high, low] = isFlat ? [0, 0] : signsOf(coefficients)
    into[at] = high
    into[at + 1] = low
  }
}

const signsOf = (coefficients: Float64Array): [high: number, low: number] => {
  let [high, low] = [0, 0]
  for (let i = 0; i < 32; i += 1) {
    if (coefficients[i]! > 0) high |= 1 << i
    if (coefficients[i + 32]! > 0) low |= 1 << i
  }
  return [high, low]
}

/**
 * The hash of a window and those beside it that a slightly different picture might have: with up to three of its eight
 * weakest signs turned over. None where the window shows next to nothing.
 */
export const likelyHashes = (frame: Uint8Array, window: Window): [high: number, low: number][] => {
  const coefficients = new Float64Array(64)
  if (transformOf(window)(frame, coefficients) < leastEnergy) return []
  const weakest = Array.from(coefficients, (value, bit) => ({ bit, strength: Math.abs(value) }))
    .toSorted((a, b) => a.strength - b.strength)
    .slice(0, weakBits)
  const [high, low] = signsOf(coefficients)
  return Array.from({ length: 2 ** weakBits }, (_, turned) => turned)
    .filter((turned) => bitCount(turned) <= mostTurned)
    .map((turned) => {
      const bits = weakest.filter((_, k) => turned & (1 << k)).map(({ bit }) => bit)
      const mask = (from: number) =>
        bits.reduce((all, bit) => (bit >= from && bit < from + 32 ? all | (1 << (bit - from)) : all), 0)
      return [high ^ mask(0), low ^ mask(32)]
    })
}
const weakBits = 8
const mostTurned = 3

/** Sum of squares of the coefficients (each scaled to grey levels) below which a window counts as flat. */
const leastEnergy = 12

/** Cosines averaged over the pixels of a window, in which pixels at the border count by the part that lies within. */
const basis = (start: number, end: number) => {
  const [first, last] = [start * frameSide, end * frameSide]
  const [from, to] = [Math.max(0, Math.floor(first)), Math.min(frameSide, Math.ceil(last))]
  const weights = new Float64Array(frequencies * frameSide)
  const width = last - first
  for (let k = 0; k < frequencies; k += 1) {
    for (let x = from; x < to; x += 1) {
      const a = (Math.max(x, first) - first) / width
      const b = (Math.min(x + 1, last) - first) / width
      weights[k * frameSide + x] =
        k === 0 ? b - a : (Math.sin(Math.PI * k * b) - Math.sin(Math.PI * k * a)) / (Math.PI * k)
    }
  }
  return { from, to, weights }
}

/** How many of 32 bits are set. */
export const bitCount = (word: number): number => {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
