/** Everything a person or an API key can be allowed to do. `resource:verb`. */
export const scopes = [
  'assets:read',
  'assets:write',
  'assets:publish',
  'essences:read',
  'essences:write',
  'uploads:write',
  'runs:read',
  'runs:write',
  'station:read',
  'station:manage',
  'people:manage',
  'keys:manage',
  'playback:manage',
  'contentkeys:manage',
  'audit:read',
  'desk:read',
  'system:read',
  'system:manage',
] as const
export type Scope = (typeof scopes)[number]

const readable = scopes.filter((s) => s.endsWith(':read') && s !== 'audit:read' && s !== 'system:read')
const operates = [...readable, 'assets:write', 'essences:write', 'uploads:write', 'runs:write'] as const

/** What each role of a station may do. A person has one role in each station they belong to. */
export const roles = {
  admin: scopes,
  'chief-editor': [...operates, 'assets:publish', 'playback:manage', 'audit:read'],
  editor: operates,
  reviewer: [...readable, 'assets:publish'],
  operator: [...operates, 'system:read'],
  advertiser: ['assets:read', 'desk:read', 'station:read'],
  viewer: readable,
} as const satisfies Record<string, readonly Scope[]>
export type Role = keyof typeof roles
export const roleNames = Object.keys(roles) as [Role, ...Role[]]
