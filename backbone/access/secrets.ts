import { createHash, randomBytes, randomInt } from 'node:crypto'

/** What is stored of a secret of full entropy, in place of the secret itself. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** A session token: 32 random bytes. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url')

const prefixLetters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** An API key `rk_<prefix>_<secret>`; the prefix is no secret and finds the row. */
export const newKey = (): { prefix: string; secret: string; whole: string } => {
  const prefix = Array.from({ length: 8 }, () => prefixLetters[randomInt(prefixLetters.length)]).join('')
  const secret = randomBytes(32).toString('base64url')
  return { prefix, secret, whole: `rk_${prefix}_${secret}` }
}

/** Takes an API key apart; undefined if it cannot be one. */
export const readKey = (whole: string): { prefix: string; secret: string } | undefined => {
  const [, prefix, secret] = /^rk_([a-z0-9]{8})_([\w-]{43})$/.exec(whole) ?? []
  return prefix && secret ? { prefix, secret } : undefined
}
