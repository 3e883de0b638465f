import type { Asset } from '#services/vms'
import { useDeeds } from './deeds.tsx'

/** What the page of one asset does with it; `then` when it is out of sight. */
export const useAssetActions = () => {
  const { remove } = useDeeds()
  return {
    remove(assets: readonly Asset[], then?: () => void) {
      remove(assets)
      then?.()
    },
  }
}
