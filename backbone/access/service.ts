import { service } from '../host/service.ts'
import { auditApi } from './audit.ts'
import { access } from './contract.ts'
import { keysApi } from './keys.ts'
import { peopleApi } from './people.ts'
import { sessionApi, sweepSessions } from './session.ts'
import { stationsApi } from './stations.ts'
import type { Tables } from './tables.ts'
import { sweepAttempts } from './throttle.ts'

const sweepMilliseconds = 10 * 60_000

/** People, stations, roles, API keys and sessions. */
export const accessService = service<Tables>()({
  contract: access,
  uses: {},
  migrations: new URL('./migrations/', import.meta.url),
  start(kit) {
    const sweep = async () => {
      await kit.across(sweepAttempts)
      await kit.across(sweepSessions)
    }
    const chores = setInterval(
      () => void sweep().catch((err: unknown) => kit.log.warn({ err }, 'ended sessions stay')),
      sweepMilliseconds,
    )
    chores.unref()
    return {
      api: { ...sessionApi(kit), ...stationsApi(kit), ...peopleApi(kit), ...keysApi(kit), ...auditApi(kit) },
      stop: async () => clearInterval(chores),
    }
  },
})
