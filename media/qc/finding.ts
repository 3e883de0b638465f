import type { Interval } from '#media/picture'
import type { Finding, FindingKind, FixKind, Severity, Template, Verdict } from './types.ts'

/** What a rule has seen, before a template says how that is taken. */
export type Sighting = Interval & {
  kind: FindingKind
  message: string
  params?: Record<string, string | number>
  fix?: FixKind
  atMost?: Exclude<Severity, 'fail'> | undefined
}

/** A sighting as the template takes it; undefined where the template does not mind. */
export const asFinding = (seen: Sighting, template: Template): Finding | undefined => {
  const rule = template.rules[seen.kind]
  if (!rule || rule.severity === 'off') return undefined
  const { startSeconds, endSeconds, kind, message, params = {}, fix, atMost } = seen
  const severity = atMost && worst.indexOf(atMost) > worst.indexOf(rule.severity) ? atMost : rule.severity
  return { kind, startSeconds, endSeconds, severity, message, params, ...(fix ? { fix } : {}) }
}

const worst: readonly Severity[] = ['fail', 'warn', 'info']

/** The shortest that counts of a kind, in seconds. */
export const shortest = (template: Template, kind: FindingKind): number => template.rules[kind]?.minimumSeconds ?? 0

/** A length as people say it: a tenth of a second, or hundredths where it is short. */
export const round = (value: number, digits = 1): number => {
  const factor = 10 ** digits
  return Math.round(value * factor) / factor
}

/** The verdict on a file: that of its worst finding. */
export const verdictOf = (findings: readonly Pick<Finding, 'severity'>[]): Verdict => {
  if (findings.some(({ severity }) => severity === 'fail')) return 'fail'
  return findings.some(({ severity }) => severity === 'warn') ? 'warn' : 'pass'
}
