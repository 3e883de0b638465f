import type { Found, HashIndexFigures, Moment } from '#media/fingerprint'

/** Whose a fingerprint is, and who may compare with it. */
export type Owner = { number: number; station: string; asset: string; shared: boolean; seconds: number }

/** What the thread that holds the index is asked to do. */
export type Task =
  | { kind: 'open'; snapshot: Uint8Array | undefined; owners: Owner[] }
  | { kind: 'keep'; owner: Owner; print: Uint8Array }
  | { kind: 'change'; owner: Owner }
  | { kind: 'drop'; number: number }
  | { kind: 'match'; frames: Uint8Array; sound: Uint32Array; station: string; except: string | undefined }
  | { kind: 'picture'; frame: Uint8Array; station: string; most: number }
  | { kind: 'snapshot' }
  | { kind: 'figures' }

export type Results = {
  open: undefined
  keep: undefined
  change: undefined
  drop: undefined
  match: { found: (Found & { of: Owner })[]; searched: number }
  picture: (Moment & { of: Owner })[]
  snapshot: { parts: Uint8Array[]; owners: Owner[] }
  figures: HashIndexFigures & { seconds: number }
}

/** From outside: a task, an order to give one up, or the bytes of a fingerprint that was asked for. */
export type ToThread =
  | { id: number; task: Task }
  | { cancel: number }
  | { print: number; bytes: Uint8Array | undefined }

/** From the thread: a result, a failure in words, or the number of a fingerprint it needs to see. */
export type FromThread =
  | { id: number; result: Results[Task['kind']] }
  | { id: number; failure: string }
  | { need: number }
