import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { MediaError } from '#media/ffmpeg'
import { columnNames, emptyColumns } from './columns.ts'
import { stillSide } from './stills.ts'
import type { Columns, PictureSignals } from './types.ts'

const magic = 'RMPIC1\n'
/** No piece is larger: an hour at 60 frames a second takes 12 MB. */
const mostBytes = 512 * 1024 * 1024

type Head = Pick<PictureSignals, 'frameRate' | 'startFrame' | 'frames' | 'width' | 'height' | 'complaints'> & {
  stills: { firstIndex: number; count: number }
}

const bytesOf = (column: Columns[keyof Columns]): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength)

/**
 * Signals as bytes: `RMPIC1`, a line of JSON that says how much there is, then, deflated, the columns one after another
 * (16-bit ones little-endian), first and last picture, and the stills. The same signals are the same bytes.
 */
export const packSignals = async (signals: PictureSignals): Promise<Buffer> => {
  const { columns, first, last, stills, ...rest } = signals
  const head: Head = { ...rest, stills: { firstIndex: stills.firstIndex, count: stills.count } }
  const body = Buffer.concat([...columnNames.map((name) => bytesOf(columns[name])), first, last, stills.pixels])
  const packed = await promisify(deflateRaw)(body, { level: 4 })
  return Buffer.concat([Buffer.from(`${magic}${JSON.stringify(head)}\n`), packed])
}

/** Reads signals back. Throws MediaError `not-signals` on anything else. */
export const unpackSignals = async (bytes: Uint8Array): Promise<PictureSignals> => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = all.indexOf('\n', magic.length)
  if (all.toString('latin1', 0, magic.length) !== magic || end < 0)
    throw new MediaError('not-signals', 'These are no picture signals')
  const head = JSON.parse(all.toString('utf8', magic.length, end)) as Head
  const body = new Uint8Array(await promisify(inflateRaw)(all.subarray(end + 1), { maxOutputLength: mostBytes }))
  let at = 0
  const take = (length: number): Uint8Array => {
    at += length
    if (at > body.length) throw new MediaError('not-signals', 'The picture signals are cut off')
    return body.slice(at - length, at)
  }
  const columns = emptyColumns(head.frames)
  for (const name of columnNames) bytesOf(columns[name]).set(take(columns[name].byteLength))
  const picture = head.frames > 0 ? head.width * head.height : 0
  return {
    ...head,
    columns,
    first: take(picture),
    last: take(picture),
    stills: { ...head.stills, pixels: take(head.stills.count * stillSide * stillSide) },
  }
}
