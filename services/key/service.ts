import { service, type Call } from '#backbone'
import { openBegin } from './begin.ts'
import { contentKeys } from './content-keys.ts'
import { key } from './contract.ts'
import { linkOver, openGate } from './gate.ts'
import { links } from './links.ts'
import { policies } from './policies.ts'
import { checkSite } from './policy.ts'
import { openPresence } from './presence.ts'
import { openRing } from './ring.ts'
import { findLink, revokeLent } from './session-store.ts'
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
    const endLent = (lent: { asset: string; share?: string }, call: Call) =>
      kit.inStation(call, async (tx) => {
        if ((await revokeLent(tx, lent)) > 0) await turnEpoch(tx, call.station)
      })
    return {
      api: {
        ...policies(kit),
        ...links(kit, ring, gate),
        ...contentKeys(kit, ring),
        admit: ({ token, ...asked }) => gate.admit(asked, token),
        openSession: begin,
        async mayShow({ station, asset, referrer }) {
          const { rules } = await gate.ruling({ station, asset })
          checkSite(rules, referrer)
          return { everywhere: rules.allowsReferrer === undefined }
        },
        async lends({ station, asset, link: text }) {
          const { id } = await gate.believed(text, 'link', {
            station,
            asset,
            published: true,
            lendable: true,
            address: '',
          })
          const link = await kit.inStation(station, (tx) => findLink(tx, id))
          if (!link || link.revoked_at !== null) throw linkOver()
          return { beforePublication: link.before_publication, expiresAt: link.expires_at.toISOString() }
        },
      },
      on: {
        // A guest's link that is ended, and whatever was lent of what is thrown away, plays no more.
        'vms.unshared': (event, call) => endLent(event.data as { asset: string; share: string }, call),
        'vms.binned': (event, call) => endLent({ asset: (event.data as { asset: string }).asset }, call),
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
