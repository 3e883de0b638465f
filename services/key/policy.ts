import { Problem } from '#backbone'
import { insideOf, isNetwork } from './addresses.ts'
import type { Policy } from './contract.ts'

const refused = (field: string, why: string, more: object = {}) =>
  new Problem('policy-not-valid', 400, `The policy cannot be kept: ${why}`, { field, ...more })

const hostPattern = /^(\*\.)?([a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}(:\d{1,5})?$/

/** Throws `policy-not-valid` where a policy says what cannot be meant; `regions` are the names there are. */
export const checkPolicy = (policy: Policy, regions: readonly string[]): void => {
  const { from, until } = policy
  if (from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until)) {
    throw refused('until', 'it ends before it begins')
  }
  const address = policy.addresses.find((one) => !isNetwork(one))
  if (address !== undefined) throw refused('addresses', 'this is no address and no network', { value: address })
  const region = policy.regions.find((one) => !regions.includes(one))
  if (region !== undefined) throw refused('regions', 'there is no such region', { value: region })
  const referrer = policy.referrers.find((one) => !hostPattern.test(one))
  if (referrer !== undefined) throw refused('referrers', 'this is not the name of a site', { value: referrer })
  if (policy.rotationSeconds !== 0 && policy.rotationSeconds < 10) {
    throw refused('rotationSeconds', 'a key is used for ten seconds at least')
  }
}

/** A policy made ready for being asked many times. */
export type Rules = {
  policy: Policy
  fromMilliseconds: number
  untilMilliseconds: number
  /** Undefined where every place is allowed. */
  allowsAddress: ((address: string) => boolean) | undefined
  /** Undefined where every page is allowed. */
  allowsReferrer: ((referrer: string | undefined) => boolean) | undefined
  /** Sessions are counted. */
  counted: boolean
}

/** Makes a policy ready; `networks` are those of its regions. */
export const rulesOf = (policy: Policy, networks: readonly string[]): Rules => {
  const placed = policy.addresses.length + policy.regions.length > 0
  return {
    policy,
    fromMilliseconds: policy.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(policy.from),
    untilMilliseconds: policy.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(policy.until),
    allowsAddress: placed ? insideOf([...policy.addresses, ...networks]) : undefined,
    allowsReferrer: policy.referrers.length > 0 ? referrerRule(policy) : undefined,
    counted: policy.sessionsAtOnce !== undefined || policy.sessionsPerViewer !== undefined,
  }
}

const referrerRule =
  ({ referrers, withoutReferrer }: Policy) =>
  (referrer: string | undefined): boolean => {
    if (referrer === undefined || referrer === '') return withoutReferrer
    const url = URL.parse(referrer)
    if (!url) return false
    return referrers.some((host) =>
      host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.host === host || url.hostname === host,
    )
  }

const notBegun = () => new Problem('playback-not-begun', 403, 'This cannot be watched yet')
const over = () => new Problem('playback-over', 403, 'This cannot be watched any more')
const elsewhere = () => new Problem('playback-elsewhere', 403, 'This cannot be watched from where you are')
const otherSite = () => new Problem('playback-other-site', 403, 'This cannot be watched on this site')

/** Throws where it is too early or too late. */
export const checkTime = (rules: Rules, now: number): void => {
  if (now < rules.fromMilliseconds) throw notBegun()
  if (now >= rules.untilMilliseconds) throw over()
}

/** Throws where the address may not play; `bound` is the only one a link was made for. */
export const checkPlace = (rules: Rules, address: string, isBound: boolean): void => {
  if (!isBound || (rules.allowsAddress && !rules.allowsAddress(address))) throw elsewhere()
}

/** Throws where the page may not show it. */
export const checkSite = (rules: Rules, referrer: string | undefined): void => {
  if (rules.allowsReferrer && !rules.allowsReferrer(referrer)) throw otherSite()
}
