import { Problem, type Running, type WorkContext } from '#backbone'
import { MediaError } from '#media/ffmpeg'
import { printOf, secondsOf, writePrint } from '#media/fingerprint'
import type { dna } from './contract.ts'
import { keepFound } from './judge.ts'
import type { DnaKit } from './kit.ts'
import type { Library } from './library.ts'
import { signalsOf } from './signals.ts'
import { endPrint, keepPrint, withoutPrint } from './store.ts'

type Of = { source: string; essence: string }

/** The steps of making fingerprints. Each may be done again at any time and leaves the same behind. */
export const work = (kit: DnaKit, library: Library): Running<typeof dna>['work'] => {
  const columnOf = async (asset: string, step: Pick<WorkContext, 'call'>) =>
    (await kit.use.vms.get({ id: asset }, step.call)).column ?? null

  const register = async ({ source: asset, essence }: Of, step: WorkContext) => {
    const { station } = step.call
    const column = await columnOf(asset, step)
    const of = { station, asset, column }
    let signals
    try {
      signals = await signalsOf(kit, { source: asset, essence }, step)
    } catch (error) {
      if (!(error instanceof MediaError)) throw error
      // An asset that plays is not lost because it cannot be compared.
      step.log(`No fingerprint: ${error.message}`)
      const failure = JSON.stringify({ type: error.code, title: error.message })
      await kit.across((tx) => keepPrint(tx, { ...of, state: 'failed', object: null, error: failure }))
      return { frames: 0, matches: 0 }
    }
    step.progress(0.6)
    const print = printOf(signals)
    const bytes = writePrint(print)
    const object = `dna/prints/${station}/${asset}-${step.run.id.slice(-12)}-${step.attempt}`
    await kit.objects.put(object, bytes, { signal: step.signal })
    const frames = signals.frames.length / 1024
    const { before } = await kit.across(async (tx) => {
      const seconds = secondsOf(print)
      const kept = await keepPrint(tx, {
        ...of,
        state: 'ready',
        object,
        bytes: bytes.length,
        frames,
        sound_items: print.sound.length,
        seconds,
      })
      await kit.publish(tx, 'registered', { station, subject: asset }, { asset })
      return kept
    })
    if (before !== undefined && before !== object) await kit.objects.delete(before)
    step.progress(0.7)
    const { frames: pictures, sound } = signals
    const { found } = await library.ask<'match'>(
      { kind: 'match', frames: pictures, sound, station, except: asset },
      step.signal,
    )
    const matches = await keepFound(kit, step.call, asset, found)
    await dropIfGone(kit, asset, step)
    return { frames, matches }
  }

  return {
    register,

    async registerMissing(_, step) {
      let registered = 0
      let cursor: string | undefined
      do {
        step.signal.throwIfAborted()
        const page = await kit.use.vms.list({ limit: 200, ...(cursor === undefined ? {} : { cursor }) }, step.call)
        const ready = page.items.filter(({ state }) => state !== 'ingesting' && state !== 'failed')
        const missing = await kit.inStation(step.call, (tx) =>
          withoutPrint(
            tx,
            ready.map(({ id }) => id),
          ),
        )
        for (const { id, essence, title } of ready.filter((one) => missing.includes(one.id))) {
          step.progress(0, title)
          await register({ source: id, essence }, { ...step, progress: () => {} })
          registered += 1
        }
        cursor = page.next
      } while (cursor !== undefined)
      return { registered }
    },
  }
}

/** An asset that was deleted while its fingerprint was made leaves none behind. */
const dropIfGone = async (kit: DnaKit, asset: string, step: WorkContext): Promise<void> => {
  try {
    await kit.use.vms.get({ id: asset }, step.call)
  } catch (error) {
    if (!(error instanceof Problem && error.type === 'asset-not-found')) throw error
    await forget(kit, asset)
  }
}

/** Lets go of the fingerprint of an asset. */
export const forget = async (kit: DnaKit, asset: string): Promise<void> => {
  const before = await kit.across((tx) => endPrint(tx, asset))
  if (before?.object) await kit.objects.delete(before.object)
}
