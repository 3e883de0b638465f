import type { Asset } from '#services/vms'
import { stationAddress } from '../shell/api.ts'

/** Where the poster of an asset is: another address for every other poster, so that no cache shows the one before. */
export const posterAddress = ({ id, hasPoster, poster }: Pick<Asset, 'id' | 'hasPoster' | 'poster'>) => {
  if (!hasPoster) return undefined
  const address = stationAddress(`/vod/${id}/poster.jpg`)
  return poster === undefined ? address : `${address}${address.includes('?') ? '&' : '?'}v=${poster}`
}
