import { Type } from 'typebox'
import { idInCursor, pageOf, Problem, service, step, workflow, type Call } from '#backbone'
import { Id, Nothing } from '#backbone/schemas'
import { frameBytes, wordsOf } from '#media/fingerprint'
import { storage } from '#services/storage'
import { transcode } from '#services/transcode'
import { vms } from '#services/vms'
import { dna } from './contract.ts'
import { forget, work } from './jobs.ts'
import { judgeAnew, tellVerdict } from './judge.ts'
import { openLibrary } from './library.ts'
import { decideMatch, dropMatchesWith, findMatch, listMatches, mostReused } from './match-store.ts'
import { shapePolicy, verdictOf } from './policies.ts'
import { dropPolicy, policiesOf, putPolicy } from './policy-store.ts'
import { partsUsed, shapeMatch, shapePrint } from './shape.ts'
import { stillOf } from './still.ts'
import { findPrint, noteColumn, shareAnew, type Tables } from './store.ts'

const mostShown = 500
const questionsAtOnce = 4

const noMatch = (id: string) => new Problem('match-not-found', 404, 'There is no such match here', { id })
const noPolicy = (id: string) => new Problem('policy-not-found', 404, 'There is no such policy here', { id })
const notFrames = () => new Problem('invalid-input', 422, 'These are no frames of 32 × 32 grey pixels')
const busy = () => new Problem('busy', 503, 'Too much is being compared just now', { retryAfterSeconds: 5 })

export default service<Tables>()({
  contract: dna,
  uses: { storage, transcode, vms },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const { inStation, across } = kit
    const library = openLibrary(kit)

    let asked = 0
    /** Questions of people are answered a few at a time, so that the steps of ingests get their turn. */
    const question = async <T>(answer: () => Promise<T>): Promise<T> => {
      if (asked >= questionsAtOnce) throw busy()
      asked += 1
      try {
        return await answer()
      } finally {
        asked -= 1
      }
    }

    const matchesOf = (call: Call, filter: { asset?: string; source?: string }) =>
      inStation(call, (tx) => listMatches(tx, filter, undefined, mostShown))

    return {
      work: work(kit, library),
      workflows: [
        workflow({
          name: 'fingerprint',
          input: Type.Object({ source: Id, essence: Id }),
          start: (input) => [step(dna, 'register', { key: 'register', title: 'Fingerprint', input })],
        }),
        workflow({
          name: 'fingerprint-missing',
          input: Nothing,
          start: () => [step(dna, 'registerMissing', { key: 'all', title: 'Missing fingerprints', input: {} })],
        }),
      ],
      on: {
        'vms.changed': async ({ data }, call) => {
          const asset = await kit.use.vms.get({ id: data.asset }, call).catch(ifGone)
          const moved = asset && (await inStation(call, (tx) => noteColumn(tx, asset.id, asset.column ?? null)))
          if (!moved) return
          await across(async (tx) => {
            await shareAnew(tx, call.station)
            await judgeAnew(kit, tx, call.station)
          })
        },
        'vms.deleted': async ({ data }, call) => {
          await forget(kit, data.asset)
          await inStation(call, async (tx) => {
            for (const asset of await dropMatchesWith(tx, data.asset)) await tellVerdict(kit, tx, call.station, asset)
          })
        },
      },
      api: {
        fingerprint: async ({ asset }, call) => shapePrint(asset, await inStation(call, (tx) => findPrint(tx, asset))),

        async verdict({ asset }, call) {
          const matches = await matchesOf(call, { asset })
          const owed = matches.filter(({ decision }) => decision !== 'cleared').flatMap((one) => one.credit_line ?? [])
          return { asset, verdict: verdictOf(matches), matches: matches.length, creditLines: [...new Set(owed)] }
        },

        async matches({ cursor, limit = 50, ...filter }, call) {
          const before = cursor === undefined ? undefined : idInCursor(cursor)
          const rows = await inStation(call, (tx) => listMatches(tx, filter, before, limit + 1))
          return pageOf(rows, limit, (row) => [row.id], shapeMatch)
        },

        async match({ id }, call) {
          const row = await inStation(call, (tx) => findMatch(tx, id))
          if (!row) throw noMatch(id)
          return shapeMatch(row)
        },

        async decide({ id, decision, note }, call) {
          const row = await inStation(call, async (tx) => {
            const before = await findMatch(tx, id)
            if (!before) throw noMatch(id)
            const after = await decideMatch(tx, id, { decision, decided_by: call.actor.name, note: note ?? null })
            await kit.audit(tx, call, {
              action: 'dna.decided',
              subject: before.asset,
              before: { source: before.source, decision: before.decision },
              after: { source: before.source, decision, ...(note === undefined ? {} : { note }) },
            })
            await tellVerdict(kit, tx, call.station, before.asset)
            return after!
          })
          kit.tell(call.station, 'assets:dna', { asset: row.asset })
          return shapeMatch(row)
        },

        async reuse({ asset }, call) {
          const print = await inStation(call, (tx) => findPrint(tx, asset))
          const [usedIn, shows] = [await matchesOf(call, { source: asset }), await matchesOf(call, { asset })]
          return {
            asset,
            durationSeconds: print?.seconds ?? 0,
            assets: usedIn.length,
            seconds: usedIn.reduce((sum, { seconds }) => sum + seconds, 0),
            parts: partsUsed(usedIn.flatMap(({ stretches }) => stretches)),
            usedIn: usedIn.map(shapeMatch),
            shows: shows.map(shapeMatch),
          }
        },

        async report({ from, to, limit = 50 }, call) {
          const rows = await inStation(call, (tx) => mostReused(tx, { from, to, limit }))
          const items = rows.map(({ source, assets, seconds, first, last }) => ({
            source,
            assets,
            seconds,
            firstAt: first.toISOString(),
            lastAt: last.toISOString(),
          }))
          return { items }
        },

        compare: ({ frames: pictures, sound }, call) =>
          question(async () => {
            const began = performance.now()
            const frames = new Uint8Array(Buffer.from(pictures, 'base64'))
            if (frames.length % frameBytes !== 0) throw notFrames()
            const items = wordsOf(Buffer.from(sound, 'base64'))
            const { station, signal } = call
            const task = { kind: 'match', frames, sound: items, station, except: undefined } as const
            const { found, searched } = await library.ask<'match'>(task, AbortSignal.any([signal, kit.signal]))
            return {
              matches: found.map(({ of, seconds, score, edits, stretches }) => ({
                source: of.asset,
                seconds,
                score,
                edits,
                stretches,
                ...(of.station === station ? {} : { sourceStation: of.station }),
              })),
              searchedAssets: searched,
              elapsedMilliseconds: Math.round(performance.now() - began),
            }
          }),

        findPicture: ({ picture, limit = 20 }, call) =>
          question(async () => {
            const frame = await stillOf(picture, AbortSignal.any([call.signal, kit.signal]))
            const { station } = call
            const found = await library.ask<'picture'>({ kind: 'picture', frame, station, most: limit })
            const items = found.map(({ of, atSeconds, score, mirrored }) => ({
              asset: of.asset,
              atSeconds,
              score,
              mirrored,
              ...(of.station === station ? {} : { station: of.station }),
            }))
            return { items }
          }),

        async recheck({ asset }, call) {
          const { essence, title } = await kit.use.vms.get({ id: asset }, call)
          const { station } = call
          const run = { workflow: 'fingerprint', station, subject: asset, title, input: { source: asset, essence } }
          return { run: await inStation(call, (tx) => kit.submit(tx, run)) }
        },

        async registerMissing(_, call) {
          const { station } = call
          const run = { workflow: 'fingerprint-missing', station, subject: station, title: 'Fingerprints', input: {} }
          return { run: await inStation(call, (tx) => kit.submit(tx, run)) }
        },

        async index() {
          const { owners, hashes, bytes, crowdedHashes, seconds } = await library.ask<'figures'>({ kind: 'figures' })
          const snapshotAt = library.snapshotAt()?.toISOString()
          const figures = { ready: true, assets: owners, hours: seconds / 3600, hashes, bytes, crowdedHashes }
          return { ...figures, ...(snapshotAt === undefined ? {} : { snapshotAt }) }
        },

        policies: async (_, call) => ({
          items: (await inStation(call, (tx) => policiesOf(tx, call.station))).map(shapePolicy),
        }),

        async putPolicy({ source, action, minimumSeconds, creditLine, share, note }, call) {
          const { station } = call
          const value = source.kind === 'column' ? source.column : source.kind === 'asset' ? source.asset : ''
          const row = await across(async (tx) => {
            const put = await putPolicy(tx, {
              station,
              kind: source.kind,
              value,
              action,
              minimum_seconds: minimumSeconds,
              credit_line: creditLine ?? null,
              share: share ?? false,
              note: note ?? null,
              updated_by: call.actor.name,
            })
            await shareAnew(tx, station)
            await judgeAnew(kit, tx, station)
            await kit.audit(tx, call, { action: 'dna.policy', subject: put.id, after: shapePolicy(put) })
            return put
          })
          return shapePolicy(row)
        },

        async dropPolicy({ id }, call) {
          const { station } = call
          const gone = await inStation(call, (tx) => dropPolicy(tx, id))
          if (!gone) throw noPolicy(id)
          await across(async (tx) => {
            await shareAnew(tx, station)
            await judgeAnew(kit, tx, station)
            await kit.audit(tx, call, { action: 'dna.policy', subject: id, before: shapePolicy(gone) })
          })
          return {}
        },
      },
      stop: () => library.close(),
    }
  },
})

const ifGone = (error: unknown): undefined => {
  if (!(error instanceof Problem && error.type === 'asset-not-found')) throw error
}
