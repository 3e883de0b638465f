import { access } from '#backbone/access/contract'
import { system } from '#backbone/bus'
import { runs } from '#backbone/jobs/contract'
import { service } from '#backbone'
import { slice } from '#services/slice'
import { storage } from '#services/storage'
import { vms } from '#services/vms'
import { desk } from './contract.ts'
import { figuresApi, measuring } from './figures.ts'
import { noticesApi } from './notices.ts'
import { ownApi } from './own.ts'
import { reactions } from './reactions.ts'
import { forgetOld, type Tables } from './store.ts'
import { todoApi } from './todo.ts'

const sweepMilliseconds = 3_600_000

export default service<Tables>()({
  contract: desk,
  uses: { access, runs, slice, storage, system, vms },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const measures = measuring(kit)
    const sweeping = setInterval(
      () => void kit.across(forgetOld).catch((err: unknown) => kit.log.warn({ err }, 'what is old stays for now')),
      sweepMilliseconds,
    )
    sweeping.unref()
    return {
      on: reactions(kit, measures),
      api: { ...noticesApi(kit), ...todoApi(kit, measures), ...figuresApi(kit, measures), ...ownApi(kit) },
      async stop() {
        clearInterval(sweeping)
      },
    }
  },
})
