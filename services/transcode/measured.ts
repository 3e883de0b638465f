import type { Call, Kit } from '#backbone'
import { packSignals, type PictureSignals } from '#media/picture'
import type { transcode } from './contract.ts'
import { picturesFolder } from './pictures.ts'
import { keepPiece } from './signals-store.ts'
import type { Tables } from './store.ts'

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
  const { station } = call
  const key = pieceKey(station, source, slice.index)
  await kit.objects.put(key, await packSignals(slice.signals), { signal: call.signal })
  await kit.inStation(call, (tx) => keepPiece(tx, { source, station }, { index: slice.index, key }))
}
