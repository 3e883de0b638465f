import type { Slice } from '#media/slices'

/**
 * Which renditions of a slice are encoded together. All from one decode, since CPU is what there is too little of; each
 * by itself only when more workers stand idle than there are slices, so that nobody waits for the slowest.
 */
export const groupRenditions = (
  renditions: readonly string[],
  room: { slices: number; idleWorkers: number },
): string[][] => {
  if (renditions.length === 0) return []
  return room.idleWorkers > room.slices ? renditions.map((name) => [name]) : [[...renditions]]
}

/** How many slices are made after the preview's end before its own stretch is: a viewer needs those first. */
const aheadOfPreview = 2

/** The order in which slices are wanted: the preview already shows the beginning, so what comes after it goes first. */
export const viewingOrder = <S extends Pick<Slice, 'startFrame'>>(slices: readonly S[], headFrames: number): S[] => {
  const shown = slices.filter((slice) => slice.startFrame < headFrames)
  const rest = slices.filter((slice) => slice.startFrame >= headFrames)
  return [...rest.slice(0, aheadOfPreview), ...shown, ...rest.slice(aheadOfPreview)]
}
