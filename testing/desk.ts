import { randomUUID } from 'node:crypto'
import { Problem, step, systemCall, workflow, contract, service, type Call } from '#backbone'
import { access } from '#backbone/access/contract'
import { audit, ensureFirstAdmin } from '#backbone/access'
import { Nothing } from '#backbone/schemas'
import { roles, type Role } from '#backbone/scopes'
import { desk } from '#services/desk'
import type { Essence } from '#services/storage'
import type { Asset } from '#services/vms'
import deskService from '../services/desk/service.ts'
import { openBrowser } from './browser.ts'
import { startTestHost } from './host.ts'
import { until } from './programs.ts'

const password = 'correct horse battery'

const chores = contract({
  name: 'chores',
  summary: 'Work that is nobody’s asset',
  operations: {
    start: {
      http: 'POST /',
      summary: 'Start one',
      scope: 'internal',
      input: Nothing,
      output: Nothing,
    },
  },
  work: {
    tidy: { summary: 'Fails', queue: 'ingest', input: Nothing, output: Nothing, retries: 0, timeoutSeconds: 60 },
  },
  events: {},
})

/** A workflow `tidy` that fails, and a way to start it. */
const choresService = service<object>()({
  contract: chores,
  uses: {},
  start: ({ inStation, submit }) => ({
    workflows: [
      workflow({
        name: 'tidy',
        input: Nothing,
        start: () => [step(chores, 'tidy', { key: 'tidy', title: 'Tidy', input: {} })],
      }),
    ],
    api: {
      async start(_input, call) {
        const run = { workflow: 'tidy', station: call.station, subject: call.station, title: 'Tidying', input: {} }
        await inStation(call, (tx) => submit(tx, run))
        return {}
      },
    },
    work: {
      async tidy(_input, { spent }) {
        spent(1)
        throw new Problem('dusty', 422, 'It is too dusty here')
      },
    },
  }),
})

/** A desk with real people and stations, whose catalogue and storage are what a test says they are. */
export const startDesk = async () => {
  const assets = new Map<string, Asset & { station: string }>()
  const essences = new Map<string, Essence & { station: string }>()
  const stored: { bytes: number; segmentBytes: number; quotaBytes?: number; freeBytes?: number } = {
    bytes: 0,
    segmentBytes: 0,
  }
  const ofStation = <T extends { station: string }>(kept: Map<string, T>, call: Call) =>
    [...kept.values()].filter(({ station }) => station === call.station)
  const found = <T extends { station: string }>(kept: Map<string, T>, id: string, call: Call, what: string) => {
    const one = kept.get(id)
    if (one?.station !== call.station) throw new Problem(`${what}-not-found`, 404, 'There is none', { id })
    return one
  }
  const given = {
    vms: {
      list: async ({ state, limit, cursor }: { state: string; limit: number; cursor?: string }, call: Call) => {
        const all = ofStation(assets, call).filter((one) => one.state === state)
        const from = Number(cursor ?? 0)
        const next = from + limit < all.length ? { next: String(from + limit) } : {}
        return { items: all.slice(from, from + limit), ...next }
      },
      count: async ({ state }: { state: string }, call: Call) => ({
        count: ofStation(assets, call).filter((one) => one.state === state).length,
        more: false,
      }),
      get: async ({ id }: { id: string }, call: Call) => found(assets, id, call, 'asset'),
    },
    storage: {
      usage: async () => {
        const { segmentBytes: _, ...usage } = stored
        return { essences: 1, ...usage }
      },
      get: async ({ id }: { id: string }, call: Call) => found(essences, id, call, 'essence'),
    },
    slice: { usage: async () => ({ segments: 1, bytes: stored.segmentBytes }) },
  }
  const host = await startTestHost({
    services: [deskService, choresService],
    given,
    signIn: true,
    queues: { ingest: 1 },
  })
  const origin = await host.listen()
  const admin = openBrowser(origin)
  const { login, oneTimePassword } = (await ensureFirstAdmin(host.db, '省台'))!
  await admin.client(access).login({ login, password: oneTimePassword })
  await admin.client(access).changePassword({ current: oneTimePassword, next: password })
  const session = await admin.client(access).session({})
  const province = session.station!
  const county = (await admin.client(access).createStation({ name: '县台' })).id

  const api = host.api(desk)
  return {
    host,
    api,
    admin,
    adminId: session.person!.id,
    province,
    county,
    assets,
    essences,
    stored,
    /** Somebody with a role, as they call in this process. */
    person: (role: Role, station = province, id = randomUUID(), name = '王编辑'): Call => ({
      ...systemCall(station, 'tester'),
      actor: { kind: 'person', id, name },
      scopes: new Set(roles[role]),
    }),
    asset(changes: Partial<Asset & { station: string }> = {}) {
      const now = new Date().toISOString()
      const one = {
        id: randomUUID(),
        title: '晚间新闻',
        description: '',
        tags: [],
        state: 'ready' as const,
        playable: true,
        progress: 1,
        essence: randomUUID(),
        run: randomUUID(),
        hasPoster: true,
        createdBy: '王编辑',
        createdAt: now,
        updatedAt: now,
        version: 1,
        station: province,
        ...changes,
      }
      assets.set(one.id, one)
      return one
    },
    /** Tells a fact, or several in one transaction, with an entry in the audit trail of the same moment by whoever did it. */
    tell: (
      types: string | string[],
      { subject, station = province, data }: { subject: string; station?: string; data: object },
      deed?: { action: string; by: Call; before?: object },
    ) =>
      host.db.across('bus', async (tx) => {
        for (const type of [types].flat()) await host.bus.publish(tx, { type, station, subject, data })
        if (deed) await audit(tx, { ...deed.by, station }, { ...deed, subject })
      }),
    /** Waits for a number of notices about something. */
    noticed: (call: Call, subject: string, count = 1) =>
      until(`a notice of ${subject}`, async () => {
        const { items } = await api.notices({ subject }, call)
        return items.length >= count && items
      }),
    startChore: (call: Call) => host.api(chores).start({}, call),
  }
}
export type Desk = Awaited<ReturnType<typeof startDesk>>
