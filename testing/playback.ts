import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { Problem } from '#backbone'
import { key, openPolicy, type Policy } from '#services/key'
import keyService from '../services/key/service.ts'
import { startTestHost } from './host.ts'

/** Policies, links and sessions on two nodes with one database: what one is told must hold on the other. */
export const startPlayback = async () => {
  const host = await startTestHost({ services: [keyService], queues: {} })
  const other = await startTestHost({ services: [keyService], queues: {}, db: host.db, node: 'other' })
  const api = (on = host) => on.api(key)
  const soon = (seconds = 600) => new Date(Date.now() + seconds * 1000).toISOString()
  const asked = (id: string) => ({
    station: host.station,
    asset: id,
    published: true,
    lendable: true,
    address: '203.0.113.7',
  })
  return {
    host,
    other,
    api,
    soon,
    asked,
    async put(id: string, changes: Partial<Policy>) {
      const { version } = await api().policy({ asset: id }, host.call)
      return api().putPolicy({ asset: id, version, policy: { ...openPolicy, ...changes } }, host.call)
    },
    link: (id: string, more: object = {}) => api().createLink({ asset: id, expiresAt: soon(), ...more }, host.call),
    /** Begins a session; answers with its token. */
    async begin(id: string, token?: string, more: object = {}, on = host) {
      const lent = token ? { link: token } : {}
      return (await api(on).openSession({ ...asked(id), userAgent: randomUUID(), ...lent, ...more }, host.call)).token
    },
    admit: (id: string, token?: string, more: object = {}, on = host) =>
      api(on).admit({ ...asked(id), part: 'media', ...(token ? { token } : {}), ...more }, host.call),
    async close() {
      await other.close()
      await host.close()
    },
  }
}
export type Playback = Awaited<ReturnType<typeof startPlayback>>

/** The refusal of something, by its type and status. */
export const refused = (work: Promise<unknown>, type: string, status = 403): Promise<void> =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof Problem, String(error))
    assert.deepEqual([error.type, error.status], [type, status])
    return true
  })
