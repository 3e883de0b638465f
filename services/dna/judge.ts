import type { Call } from '#backbone'
import type { Stretch } from './contract.ts'
import type { Results } from './finder-protocol.ts'
import type { DnaKit } from './kit.ts'
import { dropOthers, keepMatch, listMatches, matchesToJudge, setAction } from './match-store.ts'
import { actionFor, verdictOf } from './policies.ts'
import { policiesOf } from './policy-store.ts'
import { holdPrints, type Tx } from './store.ts'

type FoundInStation = Results['match']['found']
const mostJudged = 10_000

/** The same stretch as seen from the source. */
const turned = ({ queryStartSeconds, referenceStartSeconds, durationSeconds, speed, ...rest }: Stretch): Stretch => ({
  ...rest,
  queryStartSeconds: referenceStartSeconds,
  referenceStartSeconds: queryStartSeconds,
  durationSeconds: Math.round(durationSeconds * speed * 1000) / 1000,
  speed: Math.round(1000 / speed) / 1000,
})

/**
 * Keeps what was found of an asset, in place of what was found before, and says how it is judged now. Of two assets of
 * a station the one that came later shows the other, whichever was looked at: ids grow with time (UUIDv7). What was
 * deleted meanwhile is left out. Answers how many matches were kept.
 */
export const keepFound = async (kit: DnaKit, call: Call, asset: string, found: FoundInStation): Promise<number> => {
  const { station } = call
  const judged = new Set([asset])
  const kept: string[] = []
  await kit.inStation(call, async (tx) => {
    const here = found.filter(({ of }) => of.station === station)
    const held = await holdPrints(tx, [asset, ...here.map(({ of }) => of.asset)])
    const own = held.get(asset)
    if (!own) return
    const policies = await policiesOf(tx, station)
    for (const { of, seconds, score, edits, stretches } of found) {
      const isForeign = of.station !== station
      const other = isForeign ? undefined : held.get(of.asset)
      if (!isForeign && !other) continue
      const isLater = !isForeign && of.asset > asset
      const [shows, source] = isLater ? [of.asset, asset] : [asset, of.asset]
      const column = (isLater ? own : other)?.column ?? null
      const { action, creditLine } = actionFor(policies, { asset: source, column, isForeign }, seconds)
      const { id, isNew } = await keepMatch(tx, {
        station,
        asset: shows,
        source,
        source_station: isForeign ? of.station : null,
        seconds,
        score,
        edits,
        stretches: JSON.stringify(isLater ? stretches.map(turned) : stretches),
        action,
        credit_line: creditLine,
      })
      kept.push(id)
      judged.add(shows)
      if (isNew)
        await kit.publish(
          tx,
          'matched',
          { station, subject: shows },
          { asset: shows, match: id, source, seconds, score, action },
        )
    }
    await dropOthers(tx, asset, kept)
    for (const one of judged) await tellVerdict(kit, tx, station, one)
  })
  kit.tell(station, 'assets:dna', { asset })
  return kept.length
}

/** Tells how an asset is judged, by the matches it has. */
export const tellVerdict = async (kit: DnaKit, tx: Tx, station: string, asset: string): Promise<void> => {
  const matches = await listMatches(tx, { asset }, undefined, mostJudged)
  const verdict = verdictOf(matches)
  await kit.publish(tx, 'judged', { station, subject: asset }, { asset, verdict, matches: matches.length })
}

/** Judges all matches of a station anew, after its policies have changed. */
export const judgeAnew = async (kit: DnaKit, tx: Tx, station: string): Promise<void> => {
  const policies = await policiesOf(tx, station)
  const changed = new Set<string>()
  for (const match of await matchesToJudge(tx, station, mostJudged)) {
    const source = { asset: match.source, column: match.column, isForeign: match.source_station !== null }
    const { action, creditLine } = actionFor(policies, source, match.seconds)
    if (action === match.action && creditLine === match.credit_line) continue
    await setAction(tx, match.id, action, creditLine)
    changed.add(match.asset)
  }
  for (const asset of changed) await tellVerdict(kit, tx, station, asset)
}
