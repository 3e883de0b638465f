import { Problem } from '#backbone'
import type { Rules } from './policy.ts'
import type { KeyKit } from './ring.ts'
import { countLive, forgetEnded, noteSeen, type SessionRow } from './session-store.ts'
import type { Tx } from './store.ts'

const tooMany = () => new Problem('playback-too-many', 403, 'Too many are watching at the same time')

const flushMilliseconds = 10_000
const forgetMilliseconds = 3_600_000
const forgetDays = 30
const sessionsHeld = 100_000
const perStatement = 5000

/** Whose session it is, as far as sessions are counted by viewer. */
const viewerOf = ({ viewer, link, address }: Pick<SessionRow, 'viewer' | 'link' | 'address'>): string =>
  viewer ?? link ?? address

/** Throws `playback-too-many` where another session would be one too many; nobody else begins one until `tx` ends. */
export const makeRoom = async (
  tx: Tx,
  { policy: { sessionsAtOnce, sessionsPerViewer } }: Rules,
  session: Pick<SessionRow, 'asset' | 'viewer' | 'link' | 'address'> & { id?: string },
): Promise<void> => {
  if (sessionsAtOnce === undefined && sessionsPerViewer === undefined) return
  const counted = { asset: session.asset, viewer: viewerOf(session), except: session.id ?? null }
  const { all, viewers } = await countLive(tx, counted)
  if (all >= (sessionsAtOnce ?? Number.POSITIVE_INFINITY)) throw tooMany()
  if (viewers >= (sessionsPerViewer ?? Number.POSITIVE_INFINITY)) throw tooMany()
}

/** When sessions were last seen on this node; told to the database in bulk, so that playing costs no statement. */
export const openPresence = (kit: KeyKit) => {
  const seen = new Map<string, number>()
  let untold = new Map<string, number>()

  const flush = async (): Promise<void> => {
    const told = [...untold].map(([id, at]) => ({ id, at }))
    untold = new Map()
    for (let from = 0; from < told.length; from += perStatement) {
      await kit.across((tx) => noteSeen(tx, told.slice(from, from + perStatement)))
    }
  }
  const failed = (err: unknown) => kit.log.warn({ err }, 'sessions could not be noted as seen')
  const flushing = setInterval(() => void flush().catch(failed), flushMilliseconds)
  const forgetting = setInterval(
    () => void kit.across((tx) => forgetEnded(tx, forgetDays)).catch(failed),
    forgetMilliseconds,
  )
  flushing.unref()
  forgetting.unref()

  const noteAt = (id: string, now: number) => {
    // Moved to the end: the ones longest unseen are forgotten first.
    seen.delete(id)
    seen.set(id, now)
    untold.set(id, now)
    if (seen.size > sessionsHeld) seen.delete(seen.keys().next().value!)
  }

  return {
    noteSeen: (id: string) => noteAt(id, Date.now()),
    /** When a session was last seen, as far as this node knows; in ms. */
    lastSeen: ({ id, seen_at }: SessionRow): number => Math.max(seen.get(id) ?? 0, seen_at.getTime()),
    /** Lets a session go on after a pause, if there is still room for it. */
    async resume(session: SessionRow, rules: Rules): Promise<void> {
      await kit.inStation(session.station, async (tx) => {
        await makeRoom(tx, rules, session)
        await noteSeen(tx, [{ id: session.id, at: Date.now() }])
      })
    },
    async stop(): Promise<void> {
      clearInterval(flushing)
      clearInterval(forgetting)
      await flush().catch(failed)
    },
  }
}
export type Presence = ReturnType<typeof openPresence>
