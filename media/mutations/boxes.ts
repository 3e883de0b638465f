/** A box of an ISO base media file (ISO/IEC 14496-12): its type and either its bytes or the boxes in it. */
export type Box = { type: string; body: Buffer; children?: Box[] }

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'dinf', 'edts', 'mvex', 'moof', 'traf'])

/** The boxes of a well-formed file or part of one. */
export const boxesIn = (bytes: Buffer): Box[] => {
  const found: Box[] = []
  for (let from = 0; from + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(from)
    const type = bytes.toString('latin1', from + 4, from + 8)
    const body = bytes.subarray(from + 8, from + size)
    found.push(containers.has(type) ? { type, body, children: boxesIn(body) } : { type, body })
    from += size
  }
  return found
}

/** A box with its header; `size` lies about its length. */
export const box = (type: string, body: Buffer, size = body.length + 8): Buffer => {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(size >>> 0, 0)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, body])
}

/** The bytes of boxes; sizes are those of what is in them. */
export const bytesOf = (boxes: readonly Box[]): Buffer =>
  Buffer.concat(boxes.map(({ type, body, children }) => box(type, children ? bytesOf(children) : body)))

/** All boxes of a type, at any depth. */
export const allOf = (boxes: readonly Box[], type: string): Box[] =>
  boxes.flatMap((one) => [...(one.type === type ? [one] : []), ...(one.children ? allOf(one.children, type) : [])])

/** The same boxes without those of a type, at any depth. */
export const without = (boxes: readonly Box[], type: string): Box[] =>
  boxes
    .filter((one) => one.type !== type)
    .map((one) => (one.children ? { ...one, children: without(one.children, type) } : one))
