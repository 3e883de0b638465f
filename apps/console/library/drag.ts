import type { Asset } from '#services/vms'

const kind = 'application/x-rongmei-assets'
let inHand: readonly Asset[] = []

/** Takes assets up; `words` says how many beside the pointer. */
export const takeUp = (transfer: DataTransfer, assets: readonly Asset[], words: string): void => {
  inHand = assets
  transfer.clearData()
  transfer.setData(kind, JSON.stringify(assets.map(({ id }) => id)))
  transfer.effectAllowed = 'move'
  const tag = document.createElement('div')
  tag.className = 'drag-tag'
  tag.textContent = words
  document.body.append(tag)
  transfer.setDragImage(tag, -12, -8)
  // The browser has drawn it once the handler is through.
  setTimeout(() => tag.remove())
}

export const carriesAssets = (transfer: DataTransfer): boolean => transfer.types.includes(kind)
export const carriesFiles = (transfer: DataTransfer): boolean => transfer.types.includes('Files')
/** The assets that are being dragged. A page never sees those of another window. */
export const putDown = (): readonly Asset[] => {
  const assets = inHand
  inHand = []
  return assets
}
