import { bestStretch, extended } from './align.ts'
import { framesPerSecond } from './frames.ts'
import type { PictureStretch } from './match-pictures.ts'
import { soundItemSeconds } from './print.ts'
import type { SoundStretch } from './sound.ts'

const leastSeconds = 2
/** Sound tells moments to a tenth of a second; pictures have to fit there about, since both may be shifted a little. */
const nearSeconds = 1.5
const leastNear = 0.15
/** What is heard much earlier or later may be a jingle played again: pictures have to fit there as well. */
const leastFar = 0.9
/** Another speed shows in sound of some length only: it is compared ten seconds at a time. */
const partItems = 81

/**
 * A stretch of pictures where its sound says that it lies, if the pictures fit there too: those of a still scene, and of
 * one that is zoomed into and was cropped, fit nearly as well at other moments.
 */
export const placedBySound = (one: PictureStretch, heard: readonly SoundStretch[]): PictureStretch => {
  const evidence = bestStretch(one.pair, one, one.from, one.to).evidence
  let [best, most] = [one, 0]
  for (const { from, to, offset, endOffset } of heard) {
    const shared = Math.min(one.to / framesPerSecond, to * soundItemSeconds)
    if (shared - Math.max(one.from / framesPerSecond, from * soundItemSeconds) < leastSeconds) continue
    const middle = ((from + to) / 2) * soundItemSeconds * framesPerSecond
    const onto = ((from + to + offset + endOffset) / 2) * soundItemSeconds * framesPerSecond
    const apart = Math.abs(onto - (middle * one.speed + one.offset)) / framesPerSecond
    const least = evidence * (apart <= nearSeconds ? leastNear : leastFar)
    const items = to - from - partItems
    const speeds = items > partItems / 2 ? [one.speed, 1 + (endOffset - offset) / items] : [one.speed]
    for (const speed of speeds) {
      const found = bestStretch(one.pair, { speed, offset: onto - middle * speed }, one.from, one.to)
      if (found.evidence < least || found.evidence <= most) continue
      most = found.evidence
      // How far it goes is what the pictures said: along this line they may fit less well towards its ends.
      best = { ...one, speed, offset: found.offset, ...(most > evidence ? extended(one.pair, found) : {}) }
    }
  }
  return best
}
