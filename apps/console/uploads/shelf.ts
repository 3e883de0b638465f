import type { UploadItem } from './queue.ts'

/** An upload as the browser keeps it: what is known of it and, in Chromium, a handle to the file itself. */
export type Kept = { item: UploadItem; station: string; handle?: FileSystemFileHandle }

const openDatabase = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('rongmei-uploads', 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('uploads', { keyPath: 'item.id' }))
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no IndexedDB')))
  })

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB refused')))
  })

let opening: Promise<IDBDatabase> | undefined
const shelf = async (mode: IDBTransactionMode) => {
  opening ??= openDatabase()
  return (await opening).transaction('uploads', mode).objectStore('uploads')
}

// In a private window the browser may keep nothing: then uploads last as long as the page.
export const keep = async (kept: Kept): Promise<void> => {
  await settled((await shelf('readwrite')).put(kept)).catch(() => {})
}

export const drop = async (id: string): Promise<void> => {
  await settled((await shelf('readwrite')).delete(id)).catch(() => {})
}

/** The uploads kept for a station, oldest first. */
export const keptOf = async (station: string): Promise<Kept[]> => {
  try {
    const all: Kept[] = await settled((await shelf('readonly')).getAll())
    return all.filter((kept) => kept.station === station).toSorted((a, b) => a.item.addedAt - b.item.addedAt)
  } catch {
    return []
  }
}
