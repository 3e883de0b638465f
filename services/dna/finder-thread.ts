import { setImmediate as turn } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import {
  findPicture,
  indexedHashes,
  type Library,
  matchSignals,
  openHashIndex,
  type Print,
  readPrint,
} from '#media/fingerprint'
import type { FromThread, Owner, Results, Task, ToThread } from './finder-protocol.ts'

/** Runs in a thread of its own: comparing takes whole seconds of processor time that requests must not wait for. */
const port = parentPort!
const mostPrintBytes = 256 * 1024 ** 2

let index = openHashIndex()
const owners = new Map<number, Owner>()
/** Fingerprints seen lately, in order of use. */
const prints = new Map<number, Print>()
let printBytes = 0
const awaited = new Map<number, ((bytes: Uint8Array | undefined) => void)[]>()
const cancelled = new Map<number, AbortController>()

const say = (message: FromThread) => port.postMessage(message)
const sizeOf = ({ hashes, sound }: Print) => hashes.byteLength + sound.byteLength

const remember = (number: number, print: Print) => {
  prints.set(number, print)
  printBytes += sizeOf(print)
  for (const [oldest, one] of prints) {
    if (printBytes <= mostPrintBytes || oldest === number) break
    forget(oldest, one)
  }
}

const forget = (number: number, print = prints.get(number)) => {
  if (print && prints.delete(number)) printBytes -= sizeOf(print)
}

const load = async (number: number): Promise<Print | undefined> => {
  const known = prints.get(number)
  if (known) {
    prints.delete(number)
    prints.set(number, known)
    return known
  }
  const bytes = await new Promise<Uint8Array | undefined>((resolve) => {
    const others = awaited.get(number)
    if (others) return void others.push(resolve)
    awaited.set(number, [resolve])
    say({ need: number })
  })
  if (!bytes) return undefined
  const print = readPrint(bytes)
  if (!prints.has(number)) remember(number, print)
  return print
}

/** What a station may compare with: its own, and what others share; not the asset itself. */
const libraryFor = (station: string, except?: string): Library => ({
  load,
  index: {
    search: (high, low, radius, onHit) =>
      index.search(high, low, radius, (number, place, distance) => {
        const of = owners.get(number)
        if (of && of.asset !== except && (of.station === station || of.shared)) onHit(number, place, distance)
      }),
  },
})

const withOwner = <T extends { owner: number }>(found: readonly T[]): (T & { of: Owner })[] =>
  found.flatMap((one) => {
    const of = owners.get(one.owner)
    return of ? [{ ...one, of }] : []
  })

const doing: {
  [K in Task['kind']]: (task: Extract<Task, { kind: K }>, signal: AbortSignal) => Results[K] | Promise<Results[K]>
} = {
  open({ snapshot, owners: known }) {
    index = openHashIndex(snapshot)
    for (const owner of known) owners.set(owner.number, owner)
    return undefined
  },
  keep({ owner, print: bytes }) {
    const print = readPrint(bytes)
    owners.set(owner.number, owner)
    index.add(owner.number, indexedHashes(print))
    remember(owner.number, print)
    return undefined
  },
  change({ owner }) {
    if (owners.has(owner.number)) owners.set(owner.number, owner)
    return undefined
  },
  drop({ number }) {
    owners.delete(number)
    index.remove(number)
    forget(number)
    return undefined
  },
  async match({ frames, sound, station, except }, signal) {
    const searched = [...owners.values()].filter((one) => one.station === station || one.shared).length
    const library = libraryFor(station, except)
    // Between the parts of the work, so that a cancellation is heard and short questions are answered in between.
    return {
      found: withOwner(await matchSignals({ frames, sound }, library, { signal, pause: () => turn() })),
      searched,
    }
  },
  picture: async ({ frame, station, most }) => withOwner(await findPicture(frame, libraryFor(station), most)),
  snapshot: () => ({ parts: index.snapshot(), owners: [...owners.values()] }),
  figures: () => ({ ...index.figures(), seconds: [...owners.values()].reduce((sum, { seconds }) => sum + seconds, 0) }),
}

const work = async (id: number, task: Task) => {
  const abort = new AbortController()
  cancelled.set(id, abort)
  try {
    const result = await (doing[task.kind] as (task: Task, signal: AbortSignal) => Results[Task['kind']])(
      task,
      abort.signal,
    )
    say({ id, result })
  } catch (error) {
    say({ id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  } finally {
    cancelled.delete(id)
  }
}

port.on('message', (message: ToThread) => {
  if ('task' in message) void work(message.id, message.task)
  else if ('cancel' in message) cancelled.get(message.cancel)?.abort()
  else {
    const waiting = awaited.get(message.print) ?? []
    awaited.delete(message.print)
    for (const resolve of waiting) resolve(message.bytes)
  }
})
