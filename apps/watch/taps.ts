/** A touch that has ended on the picture: when, where (0 to 1 across), and how far it moved. */
export type Touch = { atMilliseconds: number; across: number; movedPixels: number; heldMilliseconds: number }
/** What a touch asks for: another look at the controls, or a jump; `times` counts taps that follow one another. */
export type Tap = { does: 'controls' } | { does: 'jump'; direction: 1 | -1; times: number }

const togetherMilliseconds = 300
const furtherMilliseconds = 700
const mostPixels = 14
const mostHeldMilliseconds = 400

/** Understands taps one after the other: twice on the left or right third jumps, and each further one jumps again. */
export const openTaps = () => {
  let last: { atMilliseconds: number; side: number; times: number } | undefined
  return (touch: Touch): Tap | undefined => {
    if (touch.movedPixels > mostPixels || touch.heldMilliseconds > mostHeldMilliseconds) return undefined
    const side = touch.across < 1 / 3 ? -1 : touch.across > 2 / 3 ? 1 : 0
    const apart = last ? touch.atMilliseconds - last.atMilliseconds : Number.POSITIVE_INFINITY
    const together =
      last?.side === side && side !== 0 && apart < (last.times > 0 ? furtherMilliseconds : togetherMilliseconds)
    last = { atMilliseconds: touch.atMilliseconds, side, times: together ? (last?.times ?? 0) + 1 : 0 }
    return together ? { does: 'jump', direction: side as 1 | -1, times: last.times } : { does: 'controls' }
  }
}
