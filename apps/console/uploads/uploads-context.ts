import { createContext, use, useCallback, useSyncExternalStore } from 'react'
import type { Picked } from './pick.ts'
import type { Snapshot, Uploader } from './uploader.ts'

export type Uploads = {
  uploader: Uploader | undefined
  allowed: boolean
  open: boolean
  setOpen(open: boolean): void
  add(picked: readonly Picked[]): void
  /** The column that what is dropped now belongs to: the one the library is filtered by. */
  setColumn(column: string | undefined): void
}
/** What every page may ask of the uploads. */
export const UploadsContext = createContext<Uploads | undefined>(undefined)
const nothing: Snapshot = { items: [], bytesPerSecond: 0 }

export const useUploads = (): Uploads => {
  const uploads = use(UploadsContext)
  if (!uploads) throw new Error('useUploads outside UploadsProvider')
  return uploads
}

/** The list as it stands, kept up to date. */
export const useUploadList = (): Snapshot => {
  const { uploader } = useUploads()
  return useSyncExternalStore(
    useCallback((changed) => uploader?.subscribe(changed) ?? (() => {}), [uploader]),
    () => uploader?.snapshot() ?? nothing,
  )
}
