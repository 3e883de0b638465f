import { Readable } from 'node:stream'
import { openFinder, type Finder } from './finder.ts'
import type { Owner, Results, Task } from './finder-protocol.ts'
import { bytesOf, type DnaKit } from './kit.ts'
import { findPrintByNumber, newestSnapshot, noteSnapshot, touchedAfter, type PrintRow } from './store.ts'

/** The fingerprints of all stations, as this node holds them for comparing. */
export type Library = {
  /** Does a task with all that was registered before it was asked. */
  ask<K extends Task['kind']>(task: Extract<Task, { kind: K }>, signal?: AbortSignal): Promise<Results[K]>
  /** When the snapshot was made that the next node will begin with. */
  snapshotAt(): Date | undefined
  close(): Promise<void>
}

const page = 200
/** After so many changes a node that starts would have to read too much one by one. */
const changesBetweenSnapshots = 500
/** Every one costs as many bytes as the index has. */
const leastMillisecondsBetween = 300_000

const ownerOf = (row: PrintRow): Owner => ({
  number: Number(row.number),
  station: row.station,
  asset: row.asset,
  shared: row.shared,
  seconds: row.seconds,
})

/**
 * Opens the library when it is first asked: from the newest snapshot in the object store, then by what has changed since
 * according to the database. Before every task it takes in what other nodes have registered meanwhile.
 */
export const openLibrary = (kit: DnaKit): Library => {
  let finder: Finder | undefined
  let touch = '0'
  let fromSnapshot = { touch: '0', at: undefined as Date | undefined }
  let turn: Promise<unknown> = Promise.resolve()

  const printOf = async (number: number) => {
    const row = await kit.across((tx) => findPrintByNumber(tx, number))
    return row?.object && !row.gone ? bytesOf(kit, row.object) : undefined
  }

  const open = async (): Promise<Finder> => {
    const opened = openFinder(printOf, (err) => {
      if (finder !== opened || kit.signal.aborted) return
      kit.log.warn({ err }, 'the index is opened anew when it is next needed')
      finder = undefined
    })
    const newest = await kit.across(newestSnapshot)
    touch = '0'
    const before = newest && (await readSnapshot(kit, newest.object))
    if (newest && before) {
      await opened.ask<'open'>({ kind: 'open', ...before })
      touch = newest.touch
      fromSnapshot = { touch, at: newest.made_at }
    }
    return opened
  }

  const takeIn = async (to: Finder, row: PrintRow) => {
    const number = Number(row.number)
    if (row.gone || row.state !== 'ready' || !row.object) return void (await to.ask<'drop'>({ kind: 'drop', number }))
    const owner = ownerOf(row)
    const print = await bytesOf(kit, row.object).catch((err: unknown) => {
      // Its bytes went while we read: the row that says so comes next.
      kit.log.warn({ err, asset: row.asset }, 'a fingerprint could not be read')
    })
    if (!print) return
    await to.ask<'change'>({ kind: 'change', owner })
    await to.ask<'keep'>({ kind: 'keep', owner, print })
  }

  /** Nothing is taken in twice: one caller at a time catches up. */
  const upToDate = (): Promise<Finder> => {
    const caughtUp = turn.then(async () => {
      const present = (finder ??= await open())
      let changes = 0
      for (;;) {
        const rows = await kit.across((tx) => touchedAfter(tx, touch, page))
        for (const row of rows) {
          await takeIn(present, row)
          touch = row.touch
        }
        changes += rows.length
        if (rows.length < page) break
      }
      if (changes > 0) await keepSnapshot(present)
      return present
    })
    turn = caughtUp.catch(() => {})
    return caughtUp
  }

  const keepSnapshot = async (of: Finder) => {
    if (BigInt(touch) - BigInt(fromSnapshot.touch) < changesBetweenSnapshots) return
    if (fromSnapshot.at && Date.now() - fromSnapshot.at.getTime() < leastMillisecondsBetween) return
    const { parts, owners } = await of.ask<'snapshot'>({ kind: 'snapshot' })
    const object = `dna/index/${touch.padStart(19, '0')}`
    const head = Buffer.from(`${JSON.stringify(owners)}\n`)
    await kit.objects.put(object, Readable.from([head, ...parts]))
    const old = await kit.across((tx) => noteSnapshot(tx, { touch, object }))
    for (const key of old) await kit.objects.delete(key)
    fromSnapshot = { touch, at: new Date() }
  }

  return {
    async ask(task, signal) {
      const present = await upToDate()
      return present.ask(task, signal)
    },
    snapshotAt: () => fromSnapshot.at,
    async close() {
      await turn
      await finder?.close()
    },
  }
}

/** A snapshot as it was written: who owns what as a line of JSON, then the index. Undefined where it cannot be read. */
const readSnapshot = async (kit: DnaKit, object: string) => {
  try {
    const bytes = await bytesOf(kit, object)
    const end = bytes.indexOf(10)
    return {
      owners: JSON.parse(Buffer.from(bytes.subarray(0, end)).toString('utf8')) as Owner[],
      snapshot: bytes.slice(end + 1),
    }
  } catch (err) {
    kit.log.warn({ err, object }, 'the snapshot of the index cannot be read; all fingerprints are read instead')
    return undefined
  }
}
