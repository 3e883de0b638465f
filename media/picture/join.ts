import { MediaError } from '#media/ffmpeg'
import { columnNames, emptyColumns } from './columns.ts'
import { pictureMeter } from './measure.ts'
import type { PictureSignals } from './types.ts'

/**
 * Joins pieces that follow one another, in any order, into one; the change from a piece's last picture to the next
 * one's first is measured here, so that nothing depends on where slices were cut. Throws MediaError `signals-apart`
 * where pieces are missing between others.
 */
export const joinSignals = (pieces: readonly PictureSignals[]): PictureSignals => {
  const ordered = pieces.toSorted((a, b) => a.startFrame - b.startFrame)
  const [head, tail] = [ordered[0], ordered.at(-1)]
  if (!head || !tail) throw new MediaError('signals-apart', 'There are no picture signals to join')
  const frames = tail.startFrame + tail.frames - head.startFrame
  const columns = emptyColumns(frames)
  const meter = pictureMeter(head.width, head.height)
  let before: PictureSignals | undefined
  for (const piece of ordered) {
    if (before && before.startFrame + before.frames !== piece.startFrame)
      throw new MediaError('signals-apart', 'Picture signals are missing between two slices', {
        endFrame: before.startFrame + before.frames,
        startFrame: piece.startFrame,
      })
    const at = piece.startFrame - head.startFrame
    for (const name of columnNames) columns[name].set(piece.columns[name], at)
    if (before && piece.frames > 0)
      for (const [name, value] of Object.entries(meter.change(before.last, piece.first)))
        columns[name as 'change'][at] = value
    before = piece
  }
  return {
    ...head,
    frames,
    columns,
    last: tail.last,
    complaints: ordered.flatMap(({ complaints }) => complaints),
    stills: {
      firstIndex: head.stills.firstIndex,
      count: ordered.reduce((sum, { stills }) => sum + stills.count, 0),
      pixels: new Uint8Array(Buffer.concat(ordered.map(({ stills }) => stills.pixels))),
    },
  }
}
