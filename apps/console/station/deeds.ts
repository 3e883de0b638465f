import { roles, scopes, type Role, type Scope } from '#backbone/scopes'

/** What may be done with one kind of thing. */
export type DeedGroup = { resource: string; scopes: Scope[] }

/** The part of a scope that names the thing: `assets` of `assets:read`. */
export const resourceOf = (scope: Scope): string => scope.split(':')[0]!

/** Scopes by the kind of thing they are about, in the order of the house. */
export const groupsOf = (given: readonly Scope[]): DeedGroup[] =>
  [...Map.groupBy(scopes, resourceOf)].flatMap(([resource, all]) => {
    const own = all.filter((scope) => given.includes(scope))
    return own.length > 0 ? [{ resource, scopes: own }] : []
  })

export const mayRole = (role: Role, scope: Scope): boolean => (roles[role] as readonly Scope[]).includes(scope)

const changes = (scope: Scope) => !scope.endsWith(':read')

/** What a role may do that somebody who only looks may not. */
export const deedsOf = (role: Role): Scope[] =>
  scopes.filter((scope) => mayRole(role, scope) && !mayRole('viewer', scope))

/** Nobody gives a role that may do what they themselves may not. */
export const canGive = (role: Role, mine: readonly Scope[]): boolean =>
  roles[role].every((scope) => mine.includes(scope))

/** What a key may do, in the fewest words: all, only looking, or which things it changes and which it sees. */
export type DeedSummary =
  | { kind: 'all' }
  | { kind: 'read'; resources: string[] }
  | { kind: 'some'; changes: string[]; reads: string[] }

export const summaryOf = (given: readonly Scope[]): DeedSummary => {
  if (scopes.every((scope) => given.includes(scope))) return { kind: 'all' }
  const changed = new Set(given.filter(changes).map(resourceOf))
  const resources = groupsOf(given).map(({ resource }) => resource)
  if (changed.size === 0) return { kind: 'read', resources }
  return {
    kind: 'some',
    changes: resources.filter((resource) => changed.has(resource)),
    reads: resources.filter((resource) => !changed.has(resource)),
  }
}

const uploading: readonly Scope[] = ['assets:read', 'assets:write', 'uploads:write', 'runs:read']

/** The usual kinds of key, within what the person who makes it may do. */
export const presets = {
  read: (mine) => mine.filter((scope) => scope.endsWith(':read')),
  upload: (mine) => mine.filter((scope) => uploading.includes(scope)),
  all: (mine) => [...mine],
} as const satisfies Record<string, (mine: readonly Scope[]) => Scope[]>
export type Preset = keyof typeof presets
export const presetNames = Object.keys(presets) as Preset[]

/** The preset that a choice of scopes is, if it is one. */
export const presetOf = (chosen: readonly Scope[], mine: readonly Scope[]): Preset | undefined =>
  presetNames.find((name) => {
    const all = presets[name](mine)
    return all.length === chosen.length && all.every((scope) => chosen.includes(scope))
  })
