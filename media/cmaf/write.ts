import { boxesIn } from './box.ts'

/** A box around its payload. */
export const box = (type: string, ...payload: readonly Buffer[]): Buffer => {
  const bytes = payload.reduce((sum, part) => sum + part.length, 8)
  const header = Buffer.alloc(8)
  header.writeUInt32BE(bytes)
  header.write(type, 4, 'latin1')
  return Buffer.concat([header, ...payload], bytes)
}

/** A box with version and flags before its payload. */
export const fullBox = (type: string, version: number, flags: number, ...payload: readonly Buffer[]): Buffer =>
  box(type, u32((version << 24) | flags), ...payload)

export const u8 = (value: number): Buffer => Buffer.of(value)
export const u16 = (value: number): Buffer => Buffer.of((value >> 8) & 0xff, value & 0xff)
export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

/** The same boxes, with the first one at the end of a path written anew from its payload; its parents grow with it. */
export const rewrite = (bytes: Buffer, path: readonly string[], anew: (payload: Buffer) => Buffer): Buffer => {
  const [type, ...further] = path
  let done = false
  const parts = boxesIn(bytes).map((one) => {
    if (one.type !== type || done) return box(one.type, one.payload)
    done = true
    return further.length === 0 ? anew(one.payload) : box(one.type, rewrite(one.payload, further, anew))
  })
  return Buffer.concat(parts)
}
