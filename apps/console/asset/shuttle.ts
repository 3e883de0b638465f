/** How fast the picture runs, as editors drive it: negative is backwards, 0 stands. */
export type Speed = number
const fastest = 8

/** L: forward, each press twice as fast. J: the same backwards. K: stop. */
export const shuttle = (speed: Speed, key: 'j' | 'k' | 'l'): Speed => {
  if (key === 'k') return 0
  const direction = key === 'l' ? 1 : -1
  if (Math.sign(speed) !== direction) return direction
  return direction * Math.min(fastest, Math.abs(speed) * 2)
}

/** The time `frames` frames on from `atSeconds`, a hair after the frame's edge so that the browser shows that frame. */
export const frameOn = (atSeconds: number, frames: number, framesPerSecond: number): number => {
  const frame = Math.floor(atSeconds * framesPerSecond + 0.01) + frames
  return Math.max(0, frame / framesPerSecond + 0.001)
}
