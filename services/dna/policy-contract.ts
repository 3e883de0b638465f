import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Instant, Name, Text } from '#backbone/schemas'

const Optional = Type.Optional

export type Action = Static<typeof Action>
/** What follows when a source is shown again: nothing, a notice, no publishing, or a credit line that is owed. */
export const Action = Type.Enum(['allow', 'flag', 'block', 'credit'])

export type PolicySource = Static<typeof PolicySource>
/** What a policy is about; the most particular one that fits a source holds. */
const PolicySource = Type.Union([
  Type.Object({ kind: Type.Literal('default') }),
  Type.Object({ kind: Type.Literal('column'), column: Name(100) }),
  Type.Object({ kind: Type.Literal('asset'), asset: Id }),
  Type.Object({ kind: Type.Literal('shared', { description: 'What other stations let this one compare with' }) }),
])

const rules = {
  source: PolicySource,
  action: Action,
  minimumSeconds: Type.Number({ minimum: 0, maximum: 86_400, description: 'Less than this is allowed' }),
  creditLine: Optional(Text(300, { description: 'The words owed with `credit`' })),
  share: Optional(Type.Boolean({ description: 'Other stations may compare with these sources, and learn of a match' })),
  note: Optional(Text(1000)),
}

export type Policy = Static<typeof Policy>
export const Policy = Type.Object({ id: Id, ...rules, updatedAt: Instant, updatedBy: Type.String() })

/** What a station does about what is shown again. Without a policy for it, a match is flagged. */
export const policyOperations = {
  policies: {
    http: 'GET /policies',
    summary: 'The policies of this station',
    scope: 'assets:read',
    input: Type.Object({}),
    output: Type.Object({ items: Type.Array(Policy) }),
  },
  putPolicy: {
    http: 'PUT /policies',
    summary: 'Set the policy for one source, one column, what others share, or all else, in place of the one before',
    scope: 'station:manage',
    input: Type.Object(rules),
    output: Policy,
  },
  dropPolicy: {
    http: 'DELETE /policies/:id',
    summary: 'Have no policy of its own for that any more',
    scope: 'station:manage',
    input: Type.Object({ id: Id }),
    output: Type.Object({}),
    status: 204,
  },
} as const satisfies Record<string, Operation>
