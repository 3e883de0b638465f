import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a token says: it lets play one asset, as a link (begins sessions) or as a session, until it ends. */
export type Token = {
  kind: 'link' | 'session'
  /** Of the signing key. */
  signedBy: number
  asset: string
  id: string
  expiresSeconds: number
}

const version = 1
const bodyBytes = 42
const macBytes = 16
const letters = Math.ceil(((bodyBytes + macBytes) * 4) / 3)
const shape = new RegExp(`^[\\w-]{${letters}}$`)
const kinds = ['link', 'session'] as const

/** A token of 78 letters that fit into a path: what it says, and 128 bits of HMAC-SHA-256 over that. */
export const signToken = (token: Token, secret: Buffer): string => {
  const body = Buffer.alloc(bodyBytes)
  body.writeUInt8(version, 0)
  body.writeUInt8(kinds.indexOf(token.kind), 1)
  body.writeUInt32BE(token.signedBy, 2)
  uuidBytes(token.asset).copy(body, 6)
  uuidBytes(token.id).copy(body, 22)
  body.writeUInt32BE(token.expiresSeconds, 38)
  return Buffer.concat([body, macOf(body, secret)]).toString('base64url')
}

/** What a text says if it is a token, as yet unbelieved. */
export const readToken = (text: string): Token | undefined => {
  if (!shape.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const kind = kinds[bytes.readUInt8(1)]
  // One token has one way to be written, so that nothing hangs on how unused bits are read.
  if (bytes.readUInt8(0) !== version || !kind || bytes.toString('base64url') !== text) return undefined
  return {
    kind,
    signedBy: bytes.readUInt32BE(2),
    asset: uuidOf(bytes.subarray(6, 22)),
    id: uuidOf(bytes.subarray(22, 38)),
    expiresSeconds: bytes.readUInt32BE(38),
  }
}

/** Whether a token was signed with this secret. */
export const isSigned = (text: string, secret: Buffer): boolean => {
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(0, bodyBytes)
  return bytes.length === bodyBytes + macBytes && timingSafeEqual(bytes.subarray(bodyBytes), macOf(body, secret))
}

const macOf = (body: Buffer, secret: Buffer): Buffer =>
  createHmac('sha256', secret).update(body).digest().subarray(0, macBytes)

/** A UUID as its 16 bytes, and back. */
export const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex')
export const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
