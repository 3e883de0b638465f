import { noStation, Problem, systemCall, type Api, type Call } from '#backbone'
import type { key } from '#services/key'
import type { vms } from '#services/vms'
import type { Lent } from './film.ts'

/** What lending asks of the catalogue and of who keeps the keys. */
export type LendingOptions = {
  vms: Pick<Api<typeof vms>, 'openShare' | 'lent' | 'playback'>
  key: Pick<Api<typeof key>, 'lends' | 'mayShow'>
}

const system = systemCall(noStation, 'pages')

/** Which pages may show what is not there for everybody: by links that were handed out, and inside pages of others. */
export const openLending = ({ vms, key }: LendingOptions) => ({
  /** What a guest's link lends; counts as a view. Throws `playback-link-over` where it lends nothing (any more). */
  async byShare(token: string, call: Call): Promise<Lent> {
    return vms.openShare({ token }, call).catch((error: unknown) => {
      const isOver = error instanceof Problem && error.status < 500
      throw isOver ? new Problem('playback-link-over', 403, 'This link has ended') : error
    })
  },

  /** What a signed link lends of an asset that is not published; throws what the asset itself was refused with. */
  async byLink(id: string, link: string, call: Call, hidden: Problem): Promise<Lent> {
    const { station } = await vms.playback({ id }, system)
    const { beforePublication, expiresAt } = await key.lends({ station, asset: id, link }, system).catch((error) => {
      // Who has no link of ours does not learn that something is there.
      throw error instanceof Problem && error.type === 'playback-needs-link' ? hidden : error
    })
    if (!beforePublication) throw hidden
    return { ...(await vms.lent({ id }, call)), expiresAt }
  },

  /** Whether every page may show a published asset; throws `playback-other-site` where the page that asks may not. */
  async shownEverywhere(id: string, referrer: string | undefined): Promise<boolean> {
    const { station } = await vms.playback({ id }, system)
    const asked = { station, asset: id, ...(referrer === undefined ? {} : { referrer: referrer.slice(0, 2000) }) }
    return (await key.mayShow(asked, system)).everywhere
  },
})
