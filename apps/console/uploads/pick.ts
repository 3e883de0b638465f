/** A file the person has chosen, the folder it lay in, and how to find it again after a reload (Chromium only). */
export type Picked = { file: File; folder: string; handle?: FileSystemFileHandle }

// Not yet in TypeScript's library.
type Permission = { mode: 'read' }
declare global {
  interface FileSystemHandle {
    queryPermission?(wanted: Permission): Promise<PermissionState>
    requestPermission?(wanted: Permission): Promise<PermissionState>
  }
  interface DataTransferItem {
    getAsFileSystemHandle?(): Promise<FileSystemHandle | null>
  }
  interface Window {
    showOpenFilePicker?(options: { multiple: boolean }): Promise<FileSystemFileHandle[]>
    showDirectoryPicker?(): Promise<FileSystemDirectoryHandle>
  }
}

const mostFiles = 10_000
const isHidden = (name: string) => name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini'

/** Everything in a drop, folders opened. Must be called while the drop event is being handled. */
export const filesOfDrop = async (transfer: DataTransfer): Promise<Picked[]> => {
  const items = [...transfer.items].filter((item) => item.kind === 'file')
  // The browser empties the list when the handler returns: ask for everything before the first await.
  const asked = items.map((item) => ({
    handle: item.getAsFileSystemHandle?.(),
    entry: item.webkitGetAsEntry?.() ?? null,
    file: item.getAsFile(),
  }))
  const picked: Picked[] = []
  for (const { handle, entry, file } of asked) {
    const found = await handle?.catch(() => null)
    if (found) await openHandle(found, '', picked)
    else if (entry) await openEntry(entry, '', picked)
    else if (file) picked.push({ file, folder: '' })
  }
  return picked
}

const openHandle = async (handle: FileSystemHandle, folder: string, picked: Picked[]): Promise<void> => {
  if (picked.length >= mostFiles || isHidden(handle.name)) return
  if (handle.kind === 'file') {
    const file = handle as FileSystemFileHandle
    picked.push({ file: await file.getFile(), folder, handle: file })
    return
  }
  const inside = folder ? `${folder}/${handle.name}` : handle.name
  const children = (handle as FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> }).values()
  for await (const child of children) await openHandle(child, inside, picked)
}

const openEntry = async (entry: FileSystemEntry, folder: string, picked: Picked[]): Promise<void> => {
  if (picked.length >= mostFiles || isHidden(entry.name)) return
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    picked.push({ file, folder })
    return
  }
  const inside = folder ? `${folder}/${entry.name}` : entry.name
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return
    for (const child of batch) await openEntry(child, inside, picked)
  }
}

/** Asks for files; with handles where the browser has them. */
export const pickFiles = async ({ multiple = true } = {}): Promise<Picked[]> => {
  if (!window.showOpenFilePicker) return pickByInput({ multiple, folder: false })
  const handles = await window.showOpenFilePicker({ multiple }).catch(dismissed)
  return Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), folder: '', handle })))
}

/** Asks for a folder and takes all files in it. */
export const pickFolder = async (): Promise<Picked[]> => {
  if (!window.showDirectoryPicker) return pickByInput({ multiple: true, folder: true })
  const folder = await window.showDirectoryPicker().catch(dismissed)
  const picked: Picked[] = []
  if (!Array.isArray(folder)) await openHandle(folder, '', picked)
  return picked
}

/** Closing the dialog is an answer, not a failure. */
const dismissed = (error: unknown): never[] => {
  if (error instanceof DOMException && error.name === 'AbortError') return []
  throw error
}

const pickByInput = ({ multiple, folder }: { multiple: boolean; folder: boolean }): Promise<Picked[]> =>
  new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.multiple = multiple
    input.webkitdirectory = folder
    input.addEventListener('cancel', () => resolve([]))
    input.addEventListener('change', () =>
      resolve(
        [...(input.files ?? [])]
          .filter((file) => !isHidden(file.name))
          .slice(0, mostFiles)
          .map((file) => ({ file, folder: file.webkitRelativePath.split('/').slice(0, -1).join('/') })),
      ),
    )
    input.click()
  })
