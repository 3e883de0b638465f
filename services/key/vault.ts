import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const version = 1
const nonceBytes = 12
const tagBytes = 16

/**
 * Bytes sealed by AES-256-GCM under a key of 32 bytes. `place` says which row they belong to: put anywhere else they
 * cannot be opened.
 */
export const seal = (key: Buffer, place: string, secret: Buffer): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed])
}

/** What was sealed; undefined where key or place is another, or a bit has changed. */
export const unseal = (key: Buffer, place: string, sealed: Buffer): Buffer | undefined => {
  if (sealed[0] !== version || sealed.length < 1 + nonceBytes + tagBytes) return undefined
  const body = 1 + nonceBytes + tagBytes
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes))
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(1 + nonceBytes, body))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(body)), decipher.final()])
  } catch {
    return undefined
  }
}
