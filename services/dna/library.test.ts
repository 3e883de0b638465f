import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { service, type Api } from '#backbone'
import { writePrint } from '#media/fingerprint'
import { startTestHost, type TestHost } from '#testing/host'
import { inventedHour } from '#testing/synthetic-prints'
import { dna } from './contract.ts'
import { keepFound } from './judge.ts'
import type { DnaKit } from './kit.ts'
import { openLibrary, type Library } from './library.ts'
import { dropMatchesWith, listMatches } from './match-store.ts'
import { endPrint, keepPrint, newestSnapshot, type Tables } from './store.ts'

let host: TestHost
let kit: DnaKit
const opened: Library[] = []

/** Another node: it knows nothing but what lies in the database and the object store. */
const node = () => {
  const library = openLibrary(kit)
  opened.push(library)
  return library
}
const noWork = async () => ({ frames: 0, matches: 0, registered: 0 })

before(async () => {
  const holder = service<Tables>()({
    contract: dna,
    uses: {},
    migrations: new URL('./migrations/', import.meta.url),
    start(given) {
      kit = given as unknown as DnaKit
      return { api: {} as Api<typeof dna>, work: { register: noWork, registerMissing: noWork } }
    },
  })
  host = await startTestHost({ services: [holder], queues: {} })
})
after(async () => {
  await Promise.all(opened.map((one) => one.close()))
  await host?.close()
})

const real = inventedHour(
  0,
  Int32Array.from({ length: 800 }, (_, i) => Math.imul(i + 1, 2654435761)),
)
/** Registers half a minute of invented film, as a node does. */
const register = async (seed: number, asset: string = randomUUID()) => {
  const print = inventedHour(seed, real.hashes, 1 / 120)
  const object = `dna/prints/${host.station}/${asset}`
  await kit.objects.put(object, writePrint(print))
  const of = { station: host.station, asset, column: null, state: 'ready' as const, object, seconds: 30 }
  await kit.across((tx) => keepPrint(tx, of))
  return { asset, print, object }
}
const figures = async (library: Library) => {
  const { owners } = await library.ask<'figures'>({ kind: 'figures' })
  return owners
}
/** Assets whose sound is that of a fingerprint. */
const heard = async (library: Library, sound: Uint32Array, station = host.station) => {
  const task = { kind: 'match' as const, frames: new Uint8Array(), sound, station, except: undefined }
  return (await library.ask<'match'>(task)).found.map(({ of }) => of.asset)
}

test('a node knows at once what another one has registered, replaced and removed', async () => {
  const [one, other] = [node(), node()]
  const { asset, print } = await register(1)
  assert.deepEqual(await heard(one, print.sound), [asset])
  assert.deepEqual(await heard(other, print.sound), [asset])
  const anew = await register(2, asset)
  assert.deepEqual(await heard(other, print.sound), [])
  assert.deepEqual(await heard(other, anew.print.sound), [asset])
  await kit.across((tx) => endPrint(tx, asset))
  for (const library of [one, other]) {
    assert.deepEqual(await heard(library, anew.print.sound), [])
    assert.equal(await figures(library), 0)
  }
})

test('a node that starts begins with a snapshot and reads only what came after it', async () => {
  const first = node()
  const made = []
  for (let seed = 0; seed < 510; seed += 1) made.push(await register(100 + seed))
  assert.equal(await figures(first), 510)
  const snapshot = await kit.across(newestSnapshot)
  assert.ok(snapshot, 'a snapshot was made')
  const [gone, kept] = [made[7]!, made[8]!]
  await kit.across((tx) => endPrint(tx, gone.asset))
  // What the snapshot holds is not read again: it is found though its fingerprint cannot be read at the start.
  const bytes = writePrint(kept.print)
  await kit.objects.delete(kept.object)
  const second = node()
  assert.equal(await figures(second), 509)
  assert.deepEqual(await heard(second, kept.print.sound), [], 'what cannot be read just now is not found')
  await kit.objects.put(kept.object, bytes)
  assert.deepEqual(await heard(second, kept.print.sound), [kept.asset])
  assert.deepEqual(await heard(second, gone.print.sound), [])
  const late = await register(9000)
  assert.deepEqual(await heard(second, late.print.sound), [late.asset])
  assert.deepEqual(await heard(second, late.print.sound, randomUUID()), [], 'another station hears nothing')
})

test('of an asset that is deleted while another is compared with it nothing is kept', async () => {
  const library = node()
  const [earlier, later] = [randomUUID(), randomUUID()].toSorted()
  const [source, copy] = [await register(20_000, earlier), await register(20_001, later)]
  const task = { kind: 'match' as const, frames: new Uint8Array(), sound: source.print.sound, station: host.station }
  const { found } = await library.ask<'match'>({ ...task, except: copy.asset })
  assert.deepEqual(
    found.map(({ of }) => of.asset),
    [source.asset],
  )
  const kept = () => kit.inStation(host.call, (tx) => listMatches(tx, { source: source.asset }, undefined, 10))
  assert.equal(await keepFound(kit, host.call, copy.asset, found), 1)
  assert.equal((await kept()).length, 1)
  await kit.across((tx) => endPrint(tx, source.asset))
  await kit.inStation(host.call, (tx) => dropMatchesWith(tx, source.asset))
  assert.equal(await keepFound(kit, host.call, copy.asset, found), 0)
  assert.deepEqual(await kept(), [])
  await kit.across((tx) => endPrint(tx, copy.asset))
})

test('matches are kept while a policy of the station changes, and neither waits for the other for ever', async () => {
  const [source, copy] = [await register(20_002, randomUUID()), await register(20_003, randomUUID())]
  const task = { kind: 'match' as const, frames: new Uint8Array(), sound: source.print.sound, station: host.station }
  const { found } = await node().ask<'match'>({ ...task, except: copy.asset })
  let keeping: Promise<number> | undefined
  await kit.across(async (tx) => {
    const change = (asset: string) => tx.updateTable('print').set({ shared: true }).where('asset', '=', asset).execute()
    await change(source.asset)
    keeping = keepFound(kit, host.call, copy.asset, found)
    await sleep(200)
    await change(copy.asset)
  })
  assert.equal(await keeping, 1)
  for (const { asset } of [source, copy]) await kit.across((tx) => endPrint(tx, asset))
})

test('a snapshot that cannot be read costs time, not matches', async () => {
  const snapshot = await kit.across(newestSnapshot)
  await kit.objects.put(snapshot!.object, Buffer.from('no snapshot'))
  assert.equal(await figures(node()), 510)
})
