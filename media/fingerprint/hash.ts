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

/** Bits that turn over in a mirror: those of odd horizontal frequencies. */
export const mirrorBits: readonly [high: number, low: number] = [0, 32].map((from) =>
  chosen.slice(from, from + 32).reduce((bits, { v }, i) => (v % 2 === 1 ? bits | (1 << i) : bits), 0),
) as [number, number]

/** Makes hashes of one window of frames. */
export type Hasher = (frame: Uint8Array, into: Int32Array, at: number) => void

/**
 * A hasher for a window: writes two 32-bit words at `into[at]`, the signs of 64 coefficients of the window's cosine
 * transform, or two zeros where the window shows next to nothing. The window may begin and end within a pixel.
 */
export const hasherOf = (window: Window): Hasher => {
  const across = basis(window.left, window.right)
  const down = basis(window.top, window.bottom)
  const rows = new Float64Array(frequencies * frameSide)
  const coefficients = new Float64Array(64)
  return (frame, into, at) => {
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
      coefficients[i] = sum
      energy += sum * sum
    }
    if (energy < leastEnergy) {
      into[at] = 0
      into[at + 1] = 0
      return
    }
    let [high, low] = [0, 0]
    for (let i = 0; i < 32; i += 1) {
      if (coefficients[i]! > 0) high |= 1 << i
      if (coefficients[i + 32]! > 0) low |= 1 << i
    }
    into[at] = high
    into[at + 1] = low
  }
}

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
