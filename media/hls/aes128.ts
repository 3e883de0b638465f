import { createCipheriv } from 'node:crypto'

/**
 * A whole segment encrypted as HLS has it (RFC 8216, AES-128): CBC with PKCS #7, the vector being the segment's
 * sequence number.
 */
export const encryptWhole = (segment: Buffer, key: Buffer, sequence: number): Buffer => {
  const vector = Buffer.alloc(16)
  vector.writeUInt32BE(sequence, 12)
  const cipher = createCipheriv('aes-128-cbc', key, vector)
  return Buffer.concat([cipher.update(segment), cipher.final()])
}
