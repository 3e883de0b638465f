import { randomBytes, randomInt, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { promisify } from 'node:util'
import { Problem } from '../contract/problem.ts'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
const cost = { N: 2 ** 15, r: 8, p: 1 }
const keyBytes = 32
/** One derivation takes 32 MB and a thread of Node's small pool for some 100 ms: a flood of logins must not take them all. */
const atOnce = 2
const maxWaiting = 40

/** Derives a storable hash: `scrypt$N$r$p$salt$key`, salt and key in base64url. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  const key = await inTurn(() => run(password, salt, cost))
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Compares in constant time; without a hash (unknown login) takes just as long and answers false. */
export const verifyPassword = async (password: string, hash: string | undefined): Promise<boolean> => {
  const [, N, r, p, salt, key] = (hash ?? nobody).split('$')
  const expected = Buffer.from(key!, 'base64url')
  const parameters = { N: Number(N), r: Number(r), p: Number(p) }
  const actual = await inTurn(() => run(password, Buffer.from(salt!, 'base64url'), parameters))
  return timingSafeEqual(actual, expected) && hash !== undefined
}

const nobody = ['scrypt', cost.N, cost.r, cost.p, 'A'.repeat(22), Buffer.alloc(keyBytes).toString('base64url')].join(
  '$',
)

// Composed and decomposed forms of the same characters look alike to whoever types them.
const run = (password: string, salt: Buffer, { N, r, p }: typeof cost) =>
  derive(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r })

/** No letters and digits that are mistaken for one another when read from paper. */
const readable = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password to be told to a person and replaced at once: four groups of four characters, 79 bits. */
export const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => readable[randomInt(readable.length)]).join('')).join(
    '-',
  )

let running = 0
const waiting: (() => void)[] = []

const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
  if (running >= atOnce) {
    if (waiting.length >= maxWaiting) {
      throw new Problem('busy', 503, 'Too many people are signing in at once', { retryAfterSeconds: 2 })
    }
    await new Promise<void>((go) => waiting.push(go))
  } else {
    running += 1
  }
  try {
    return await work()
  } finally {
    // The place is handed on rather than given up, so that nobody overtakes those who wait.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}
