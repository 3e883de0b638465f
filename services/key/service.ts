import { service } from '#backbone'
import { openBegin } from './begin.ts'
import { contentKeys } from './content-keys.ts'
import { key } from './contract.ts'
import { openGate } from './gate.ts'
import { links } from './links.ts'
import { policies } from './policies.ts'
import { openPresence } from './presence.ts'
import { openRing } from './ring.ts'
import { forgetAsset, turnEpoch, type Tables } from './store.ts'

/** Says who may play what, and keeps the keys of what is encrypted. */
export default service<Tables>()({
  contract: key,
  uses: {},
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const ring = openRing(kit)
    const presence = openPresence(kit)
    const gate = openGate(kit, ring, presence)
    const begin = openBegin(kit, ring, gate)
    return {
      api: {
        ...policies(kit),
        ...links(kit, ring, gate),
        ...contentKeys(kit, ring),
        admit: ({ token, ...asked }) => gate.admit(asked, token),
        openSession: begin,
      },
      on: {
        'vms.deleted': async (event, call) => {
          const { asset } = event.data as { asset: string }
          await kit.inStation(call, async (tx) => {
            await forgetAsset(tx, asset)
            await turnEpoch(tx, call.station)
          })
        },
      },
      stop: presence.stop,
    }
  },
})
