import type { Lanes } from './types.ts'

/** Stands in a lane where there is nothing to tell: silence, or a window that is not full yet. */
export const noValue = -32_768

/** A level or a correlation as it stands in a lane: whole hundredths. */
export const hundredths = (value: number): number =>
  Number.isFinite(value) ? Math.max(-32_767, Math.min(32_767, Math.round(value * 100))) : noValue

/**
 * Lanes as bytes: the length of a JSON head (32 bits), the head `{version, blockSeconds, names, length}`, then lane
 * after lane as 16-bit numbers; all with the least byte first.
 */
export const writeLanes = ({ blockSeconds, lanes }: Lanes): Buffer => {
  const length = lanes[0]?.values.length ?? 0
  const text = JSON.stringify({ version: 1, blockSeconds, names: lanes.map(({ name }) => name), length })
  // What follows begins on an even byte, so that it can be read in place.
  const head = Buffer.from(text.length % 2 === 0 ? text : `${text} `)
  const file = Buffer.alloc(4 + head.length + lanes.length * length * 2)
  file.writeUInt32LE(head.length, 0)
  head.copy(file, 4)
  lanes.forEach(({ values }, lane) => {
    const at = 4 + head.length + lane * length * 2
    values.forEach((value, i) => file.writeInt16LE(value, at + i * 2))
  })
  return file
}

/** Reads what writeLanes wrote; throws RangeError or SyntaxError on anything else. */
export const readLanes = (file: Buffer): Lanes => {
  const headLength = file.readUInt32LE(0)
  const head = JSON.parse(file.toString('utf8', 4, 4 + headLength)) as {
    version: number
    blockSeconds: number
    names: string[]
    length: number
  }
  if (head.version !== 1) throw new RangeError(`Lanes of version ${head.version} cannot be read`)
  const lanes = head.names.map((name, lane) => {
    const at = 4 + headLength + lane * head.length * 2
    return { name, values: Int16Array.from({ length: head.length }, (_, i) => file.readInt16LE(at + i * 2)) }
  })
  return { blockSeconds: head.blockSeconds, lanes }
}
