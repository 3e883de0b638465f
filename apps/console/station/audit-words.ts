import { useTranslation } from 'react-i18next'
import { roleNames, scopes, type Role, type Scope } from '#backbone/scopes'
import { api } from '../shell/api.ts'
import { formatBytes, formatDuration, formatInstant } from '../shell/format.ts'

export type Entry = Awaited<ReturnType<typeof api.access.audit>>['items'][number]

const textIn = (value: unknown, field: string): string | undefined => {
  const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** What a thing is called, by what the trail kept of it; what has no name is the person's own (a login, a password). */
export const subjectName = ({ before, after }: Entry): string | undefined =>
  [after, before]
    .flatMap((state) => ['title', 'name', 'login'].map((field) => textIn(state, field)))
    .find((text) => text !== undefined)

/** Where the thing can be looked at, while it is there. */
export const subjectAddress = ({ action, subject }: Entry): string | undefined => {
  if (/^(asset\.(?!deleted|purged)|comment\.)/.test(action)) return `/assets/${subject}`
  if (action.startsWith('person.') && action !== 'person.removed') return `/station/people?item=${subject}`
  if (action === 'key.created') return `/station/keys?item=${subject}`
  if (action.startsWith('station.')) return `/station?item=${subject}`
  return undefined
}

/** Every deed the trail has words for: `asset.published`. */
export const useAuditWords = () => {
  const { t, i18n } = useTranslation()
  const words = (key: string, otherwise: string) => (i18n.exists(key) ? t(key) : otherwise)
  const text = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('audit.nothing')
    if (Array.isArray(value)) return value.length === 0 ? t('audit.nothing') : value.map(text).join('、')
    if (typeof value === 'object') return JSON.stringify(value)
    return String(value)
  }
  return {
    action: (action: string) => words(`audit.actions.${action.replace('.', '_')}`, action),
    field: (path: string) => words(`audit.fields.${path.replaceAll('.', '_')}`, path),
    who: ({ actor, after }: Entry) =>
      actor.kind === 'system' ? (textIn(after, 'by') ?? t('audit.system')) : actor.name,
    /** A value as people say it: roles, scopes, sizes, instants and answers by their words. */
    value(path: string, value: unknown): string {
      const name = path.split('.').at(-1)!
      if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
      if (typeof value === 'string' && (roleNames as string[]).includes(value) && name === 'role')
        return t(`roles.${value as Role}`)
      if (typeof value === 'string' && (scopes as readonly string[]).includes(value))
        return t(`scopes.${(value as Scope).replace(':', '_')}`)
      if (name === 'because' && typeof value === 'string')
        return words(`audit.reasons.${value.replace('.', '_')}`, value)
      if (name === 'state' && typeof value === 'string') return words(`states.${value}`, value)
      if (/bytes$/i.test(name) && value !== null && Number.isFinite(Number(value))) return formatBytes(Number(value))
      if (/seconds$/i.test(name) && typeof value === 'number') return formatDuration(value)
      if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value))
        return formatInstant(value, i18n.language)
      return text(value)
    },
  }
}

/** The deeds that can be asked for, by the kind of thing they are done to. */
export const auditGroups: readonly { kind: string; actions: readonly string[] }[] = [
  {
    kind: 'asset',
    actions: [
      'asset.created',
      'asset.changed',
      'asset.published',
      'asset.withdrawn',
      'asset.deleted',
      'asset.restored',
      'asset.purged',
      'asset.reingested',
      'asset.poster-chosen',
      'asset.poster-automatic',
      'asset.rights',
      'asset.shared',
      'asset.unshared',
    ],
  },
  {
    kind: 'person',
    actions: ['person.invited', 'person.changed', 'person.given-password', 'person.removed'],
  },
  { kind: 'session', actions: ['session.began', 'session.ended'] },
  {
    kind: 'key',
    actions: ['key.created', 'key.revoked', 'key.policy', 'key.link', 'key.exported'],
  },
  { kind: 'station', actions: ['station.created', 'station.changed'] },
  { kind: 'column', actions: ['column.added', 'column.changed', 'column.deleted'] },
  { kind: 'collection', actions: ['collection.added', 'collection.changed', 'collection.deleted'] },
  {
    kind: 'encoding',
    actions: [
      'profile.added',
      'profile.changed',
      'profile.deleted',
      'profile.chosen',
      'profile.chosen-for-column',
      'logo.added',
      'logo.changed',
      'logo.deleted',
    ],
  },
  { kind: 'storage', actions: ['storage.delete'] },
]
