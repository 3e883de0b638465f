/**
 * A broken file: what it is called and what is in it; `sparseBytes` is how long it is made by a hole at its end, `seed`
 * is the whole file it was made from.
 */
export type Mutant = { name: string; bytes: Buffer; sparseBytes?: number; seed?: string }

/** What a file may point at that is nobody's business: a file of this machine and an address in its network. */
export type Elsewhere = { file: string; address: string }
