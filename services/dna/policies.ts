import type { Action, Policy } from './contract.ts'
import type { Judgement } from './contract.ts'
import type { PolicyRow } from './store.ts'

/** Without a policy, what is shown again for longer than this is flagged. */
const unsaid = { action: 'flag', minimumSeconds: 3 } as const

/** What is known of a source when a policy is looked for. */
export type Source = { asset: string; column: string | null; isForeign: boolean }

/** What follows from a source being shown again for some seconds: by the most particular policy that fits it. */
export const actionFor = (
  policies: readonly PolicyRow[],
  source: Source,
  seconds: number,
): { action: Action; creditLine: string | null } => {
  const of = (kind: PolicyRow['kind'], value: string) =>
    policies.find((policy) => policy.kind === kind && policy.value === value)
  const policy = source.isForeign
    ? of('shared', '')
    : (of('asset', source.asset) ?? of('column', source.column ?? '') ?? of('default', ''))
  if (seconds < (policy?.minimum_seconds ?? unsaid.minimumSeconds)) return { action: 'allow', creditLine: null }
  const action = policy?.action ?? unsaid.action
  return { action, creditLine: action === 'credit' ? (policy?.credit_line ?? null) : null }
}

const severity = { allow: 'clear', credit: 'credit', flag: 'flag', block: 'block' } as const
const order: readonly Judgement[] = ['clear', 'credit', 'flag', 'block']

/** The most severe of the actions of matches that nobody has cleared. */
export const verdictOf = (matches: readonly { action: Action; decision: string }[]): Judgement =>
  matches
    .filter(({ decision }) => decision !== 'cleared')
    .map(({ action }) => severity[action])
    .reduce((worst, one) => (order.indexOf(one) > order.indexOf(worst) ? one : worst), 'clear' as Judgement)

/** A policy as people see it. */
export const shapePolicy = (row: PolicyRow): Policy => ({
  id: row.id,
  source:
    row.kind === 'column'
      ? { kind: 'column', column: row.value }
      : row.kind === 'asset'
        ? { kind: 'asset', asset: row.value }
        : { kind: row.kind },
  action: row.action,
  minimumSeconds: row.minimum_seconds,
  ...(row.credit_line === null ? {} : { creditLine: row.credit_line }),
  share: row.share,
  ...(row.note === null ? {} : { note: row.note }),
  updatedAt: row.updated_at.toISOString(),
  updatedBy: row.updated_by,
})
