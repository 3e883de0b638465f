import { Problem } from '#backbone'
import { remember } from '#backbone/remember'
import { isSameAddress } from './addresses.ts'
import { openPolicy, type Admission, type Policy } from './contract.ts'
import { insertKeySet, lockKeySets, newestKeySet } from './keys-store.ts'
import { checkPlace, checkSite, checkTime, rulesOf, type Rules } from './policy.ts'
import type { Presence } from './presence.ts'
import type { KeyKit, Ring } from './ring.ts'
import { findSession, liveSeconds, type SessionRow } from './session-store.ts'
import { epochsOf, networksOf, policiesOf, type Tx } from './store.ts'
import { isSigned, readToken, type Token } from './tokens.ts'

/** Who asks to play what. `published` and `lendable` (in nobody's bin, rights not over) are what the catalogue says. */
export type Asked = {
  station: string
  asset: string
  published: boolean
  lendable: boolean
  address: string
  referrer?: string
  ownPage?: boolean
}
export type Part = 'media' | 'ciphertext' | 'poster'
/** What holds for an asset now. */
export type Ruling = { rules: Rules; admission: Admission }

export const needsLink = () => new Problem('playback-needs-link', 403, 'This can only be watched by a valid link')
export const linkOver = () => new Problem('playback-link-over', 403, 'This link has ended')
const notFound = () => new Problem('not-found', 404, 'There is nothing at this address')

/**
 * What is revoked is refused everywhere after twice this and the time a question takes. In the first half nothing is
 * asked, in the second the answer is used while a new one is on its way: nobody who plays waits for the database.
 */
const epochMilliseconds = 300
const aWhileMilliseconds = 60_000
const failedMilliseconds = 1000
const tokensHeld = 50_000

/** The question whether something may be played, answered from memory that is at most one epoch old. */
export const openGate = (kit: KeyKit, ring: Ring, presence: Presence) => {
  const epochs = remember({
    ask: () => kit.across(epochsOf),
    heaviest: 1,
    keepMilliseconds: (answer) => (answer ? epochMilliseconds : 0),
    meanwhileMilliseconds: () => epochMilliseconds,
  })
  const epochOf = async (station: string): Promise<string> => (await epochs('')).get(station) ?? '0'

  const rulings = remember<Ruling>({
    heaviest: 20_000,
    keepMilliseconds: (answer) => (answer ? aWhileMilliseconds : failedMilliseconds),
    async ask(place) {
      const [station = '', , asset = ''] = place.split('/')
      return kit.inStation(station, async (tx) => {
        const { own, fallback } = await policiesOf(tx, asset)
        const policy = own?.policy ?? fallback?.policy ?? openPolicy
        const rules = rulesOf(policy, await networksOf(tx, policy.regions))
        const keySet = policy.protection === 'encrypted' ? await currentKeySet(tx, station, asset, policy) : undefined
        return { rules, admission: admissionBy(rules, keySet) }
      })
    },
  })

  const known = remember<SessionRow>({
    heaviest: tokensHeld,
    keepMilliseconds: (answer) => (answer ? aWhileMilliseconds : failedMilliseconds),
    async ask(place) {
      const [station = '', , id = ''] = place.split('/')
      const row = await kit.inStation(station, (tx) => findSession(tx, id))
      if (!row) throw linkOver()
      return row
    },
  })

  /** Tokens whose signature was found good, by station and signing key: it is not computed for every segment. */
  const good = new Map<string, Token>()

  /** What a token says, if the station has signed it for this asset and it has not run out. */
  const believed = async (text: string, kind: Token['kind'], { station, asset, published }: Asked): Promise<Token> => {
    // Strangers do not learn that something is there before it is published.
    const refused = published ? needsLink : notFound
    const epoch = await epochOf(station)
    const mark = `${station}/${epoch}/${text}`
    let token = good.get(mark)
    if (!token) {
      token = readToken(text)
      if (token?.kind !== kind || token.asset !== asset) throw refused()
      const secret = await ring.signedBy(station, epoch, token.signedBy).catch((error: unknown) => {
        throw error instanceof Problem && error.status === 404 ? refused() : error
      })
      if (!isSigned(text, secret)) throw refused()
      good.set(mark, token)
      if (good.size > tokensHeld) good.delete(good.keys().next().value!)
    }
    if (token.kind !== kind || token.asset !== asset) throw refused()
    if (token.expiresSeconds * 1000 <= Date.now()) throw linkOver()
    return token
  }

  const ruling = async ({ station, asset }: Pick<Asked, 'station' | 'asset'>): Promise<Ruling> =>
    rulings(`${station}/${await epochOf(station)}/${asset}`)

  /** Throws unless time, place and page allow it; who looks something over before its time is held by place alone. */
  const checkRules = (rules: Rules, asked: Asked, beforePublication: boolean, bound: string | null = null): void => {
    if (!asked.published && !(beforePublication && asked.lendable)) throw notFound()
    if (!beforePublication) checkTime(rules, Date.now())
    checkPlace(rules, asked.address, bound === null || isSameAddress(bound, asked.address))
  }

  return {
    epochOf,
    believed,
    ruling,
    checkRules,

    /** Whether something may be played: with a session's token, or by everybody. */
    async admit(asked: Asked & { part: Part }, token: string | undefined): Promise<Admission> {
      if (token === undefined) {
        const { rules, admission } = await ruling(asked)
        checkRules(rules, asked, false)
        if (!asked.ownPage) checkSite(rules, asked.referrer)
        if (!isOpen(admission, asked.part)) throw needsLink()
        return admission
      }
      const { id } = await believed(token, 'session', asked)
      const [{ rules, admission }, session] = await Promise.all([
        ruling(asked),
        known(`${asked.station}/${await epochOf(asked.station)}/${id}`),
      ])
      if (session.revoked_at !== null || session.asset !== asked.asset) throw linkOver()
      checkRules(rules, asked, session.before_publication, session.bound_address)
      if (rules.counted && Date.now() - presence.lastSeen(session) > liveSeconds * 1000) {
        await presence.resume(session, rules)
      }
      presence.noteSeen(id)
      return session.before_publication ? { ...admission, byToken: true } : admission
    },
  }
}
export type Gate = ReturnType<typeof openGate>

/** What is open to everybody who is in time and in place. */
const isOpen = ({ protection, byToken }: Admission, part: Part): boolean => {
  if (part === 'poster') return true
  return !byToken && (protection === 'public' || (protection === 'encrypted' && part === 'ciphertext'))
}

const admissionBy = (rules: Rules, keySet: number | undefined): Admission => {
  const { protection, rotationSeconds, until } = rules.policy
  return {
    protection,
    shareable: protection !== 'signed' && !rules.allowsAddress && !rules.allowsReferrer && !rules.counted,
    ...(until === undefined ? {} : { until }),
    ...(keySet === undefined ? {} : { keySet }),
    rotationSeconds,
    byToken: rules.counted,
  }
}

/** The key set that is played now; a new one where there is none, or where keys are to be used for another time. */
const currentKeySet = async (tx: Tx, station: string, asset: string, { rotationSeconds }: Policy): Promise<number> => {
  const fits = (set: Awaited<ReturnType<typeof newestKeySet>>) => set?.rotation_seconds === rotationSeconds
  const found = await newestKeySet(tx, asset)
  if (found && fits(found)) return found.number
  await lockKeySets(tx, asset)
  const newest = await newestKeySet(tx, asset)
  if (newest && fits(newest)) return newest.number
  const number = (newest?.number ?? 0) + 1
  await insertKeySet(tx, { station, asset, number, rotation_seconds: rotationSeconds, origin: 'made' })
  return number
}
