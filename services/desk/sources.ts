import type { Call } from '#backbone'
import type { Scope } from '#backbone/scopes'
import type { Asset } from '#services/vms'
import type { Todo, TodoKind } from './contract.ts'
import type { DeskKit, Measuring } from './figures.ts'
import { shortage } from './growth.ts'
import type { JsonValue } from './json.ts'
import { toldDamaged } from './notices-store.ts'
import { ignore, ingestWorkflow } from './reactions.ts'

/** Where things to do of one kind come from. */
export type Source = {
  kind: TodoKind
  /** Any of these makes them somebody's business. */
  scopes: readonly Scope[]
  /** All there are, page by page; asked no further than needed. */
  pages(call: Call): AsyncIterable<Todo[]>
  /** How many there are, where that is known without looking at each. */
  total?(call: Call): Promise<number>
}

const pageSize = 200
const expiringDays = 14
const expiringSoonDays = 3
const mostDamaged = 50
const dayMilliseconds = 86_400_000

/** Everything that may need somebody. The key of each carries its revision: changed, it is another thing to do. */
export const sources = ({ use, inStation }: DeskKit, { standing }: Measuring): Source[] => {
  const assets = (
    kind: TodoKind,
    state: Asset['state'],
    scope: Scope,
    todo: (asset: Asset) => Partial<Todo>,
  ): Source => ({
    kind,
    scopes: [scope],
    async *pages(call) {
      for await (const page of each((cursor) => use.vms.list({ state, limit: pageSize, ...cursor }, call))) {
        yield page.map((asset) => ({
          key: `${kind}/${asset.id}/${asset.version}`,
          kind,
          severity: 'info',
          subject: { kind: 'asset', id: asset.id },
          title: asset.title,
          at: asset.updatedAt,
          params: {},
          ...todo(asset),
        }))
      }
    },
    total: async (call) => (await use.vms.count({ state }, call)).count,
  })

  return [
    assets('asset.failed', 'failed', 'assets:write', ({ error, run }) => ({
      severity: 'fail',
      params: {
        ...(error ? { error: error as JsonValue } : {}),
        ...(run === undefined ? {} : { run }),
      },
    })),
    assets('asset.unpublished', 'ready', 'assets:publish', ({ durationSeconds }) => ({
      params: durationSeconds === undefined ? {} : { durationSeconds },
    })),
    {
      kind: 'run.failed',
      scopes: ['runs:write'],
      async *pages(call) {
        for await (const page of each((cursor) =>
          use.runs.list({ state: 'failed', limit: pageSize, ...cursor }, call),
        )) {
          // Ingests are seen at their assets.
          yield page
            .filter(({ workflow }) => workflow !== ingestWorkflow)
            .map(({ id, workflow, title, error, createdAt, endedAt = createdAt }) => ({
              key: `run.failed/${id}/${endedAt}`,
              kind: 'run.failed',
              severity: 'fail',
              subject: { kind: 'run', id },
              title,
              at: endedAt,
              params: { workflow, ...(error ? { error: { type: error.type, title: error.title } } : {}) },
            }))
        }
      },
    },
    {
      kind: 'events.parked',
      scopes: ['system:read'],
      async *pages(call) {
        const parked = await use.system.parked({ limit: pageSize }, call).catch(ignore('operator-only'))
        const [first, last] = [parked?.items[0], parked?.items.at(-1)]
        if (!first || !last) return
        const subscribers = await use.system.subscribers({}, call)
        const count = subscribers.reduce((sum, one) => sum + one.parked, 0)
        yield [
          {
            key: `events.parked/${count}/${last.position}`,
            kind: 'events.parked',
            severity: 'fail',
            subject: { kind: 'events', id: call.station },
            title: '',
            at: last.time,
            count,
            params: { subscriber: first.subscriber, type: first.type },
          },
        ]
      },
    },
    {
      kind: 'storage.low',
      scopes: ['station:manage', 'essences:write'],
      async *pages(call) {
        const now = new Date().toISOString()
        const stands = await standing(call)
        const short = shortage(stands)
        if (!short) return
        const { limit, level, usedShare, severity } = short
        const { daysLeft } = stands
        yield [
          {
            // It may go and come again: what was dismissed last month is told anew.
            key: `storage.low/${limit}/${level}/${now.slice(0, 7)}`,
            kind: 'storage.low',
            severity,
            subject: { kind: 'storage', id: call.station },
            title: '',
            at: now,
            params: { usedShare, limit, ...(daysLeft === undefined ? {} : { daysLeft }) },
          },
        ]
      },
    },
    {
      kind: 'key.expiring',
      scopes: ['keys:manage'],
      async *pages(call) {
        const now = Date.now()
        for await (const page of each((cursor) => use.access.keys({ limit: pageSize, ...cursor }, call))) {
          yield page.flatMap(({ id, name, createdAt, expiresAt }): Todo[] => {
            if (expiresAt === undefined) return []
            const days = (Date.parse(expiresAt) - now) / dayMilliseconds
            const lifeDays = (Date.parse(expiresAt) - Date.parse(createdAt)) / dayMilliseconds
            // A key made for a few days is meant to end.
            if (days <= 0 || days > expiringDays || lifeDays <= expiringDays) return []
            const key = `key.expiring/${id}/${expiresAt}/${days <= expiringSoonDays ? 'soon' : 'later'}`
            const subject = { kind: 'key' as const, id }
            const about = { severity: 'warn' as const, subject, title: name, params: { expiresAt } }
            return [{ key, kind: 'key.expiring', at: expiresAt, ...about }]
          })
        }
      },
    },
    {
      kind: 'essence.damaged',
      scopes: ['essences:write'],
      async *pages(call) {
        for (const { essence: id, at } of await inStation(call, (tx) => toldDamaged(tx, mostDamaged))) {
          const essence = await use.storage.get({ id }, call).catch(ignore('essence-not-found'))
          if (!essence?.damaged) continue
          const key = `essence.damaged/${id}/${essence.checkedAt ?? at.toISOString()}`
          const subject = { kind: 'essence' as const, id }
          const todo = { severity: 'fail' as const, subject, title: essence.name, at: at.toISOString(), params: {} }
          yield [{ key, kind: 'essence.damaged', ...todo }]
        }
      },
    },
  ]
}

/** The pages of a list, one after the other. */
const each = async function* <T>(
  list: (cursor: { cursor?: string }) => Promise<{ items: T[]; next?: string }>,
): AsyncGenerator<T[]> {
  let page = await list({})
  yield page.items
  while (page.next !== undefined) {
    page = await list({ cursor: page.next })
    yield page.items
  }
}
