import type { Call, Kit } from '#backbone'
import { packSignals, type PictureSignals } from '#media/picture'
import type { transcode } from './contract.ts'
import { picturesFolder } from './pictures.ts'
import { keepSignals } from './signals-store.ts'
import { countSlices, type Tables } from './store.ts'

type MeasuredKit = Pick<Kit<typeof transcode, never, Tables>, 'objects' | 'inStation'>

/** Of a slice, wherever it is done again: the same signals under the same name. */
const pieceKey = (station: string, source: string, index: number): string =>
  `${picturesFolder(station, source)}picture-${index}.signals`

/** Keeps what was measured of one slice's picture. */
export const putPiece = async (
  kit: MeasuredKit,
  source: string,
  slice: { index: number; signals: PictureSignals },
  call: Call,
): Promise<void> => {
  const packed = await packSignals(slice.signals)
  await kit.objects.put(pieceKey(call.station, source, slice.index), packed, { signal: call.signal })
}

/** Says where the signals of the picture lie, when all slices are done. Sound alone has none. */
export const keepPieces = (kit: MeasuredKit, source: string, call: Call): Promise<void> =>
  kit.inStation(call, async (tx) => {
    const slices = await countSlices(tx, source)
    const pieces = Array.from({ length: slices }, (_, index) => pieceKey(call.station, source, index))
    if (slices > 0) await keepSignals(tx, { source, station: call.station }, 'picture', { pieces })
  })
