import { DetailedError, Upload } from 'tus-js-client'
import { api } from '../shell/api.ts'
import { isProblem } from '../shell/problem.ts'
import { randomId } from '../shell/random-id.ts'
import type { Picked } from './pick.ts'
import { isGoing, nextToSend, openMeter, revived, unfinishedTwin, type UploadItem } from './queue.ts'
import { drop, keep, keptOf } from './shelf.ts'

type Source = { file?: File; handle?: FileSystemFileHandle }
export type Snapshot = { items: readonly UploadItem[]; bytesPerSecond: number }

export type Uploader = {
  subscribe(changed: () => void): () => void
  snapshot(): Snapshot
  add(picked: readonly Picked[], column?: string): void
  pause(id: string): void
  /** Goes on; `picked` is the same file again where the browser has forgotten it. */
  resume(id: string, picked?: Picked): Promise<void>
  cancel(id: string): void
  pauseAll(): void
  resumeAll(): void
  /** Takes finished and refused files off the list. */
  tidy(): void
  close(): void
}

const atOnce = 3
const retryDelays = [0, 1000, 3000, 8000, 15_000]
const againSeconds = 20
const showMilliseconds = 250
const askDelaysSeconds = [0.4, 0.8, 1.5, 3, 5, 10, 20, 30, 60]

/** Sends files to a station by tus, a few at once, and keeps account of them across reloads. */
export const openUploader = (station: string, finished: (item: UploadItem) => void): Uploader => {
  let items: readonly UploadItem[] = []
  let shown: Snapshot = { items, bytesPerSecond: 0 }
  let timer: ReturnType<typeof setTimeout> | undefined
  let closed = false
  const sources = new Map<string, Source>()
  const sending = new Map<string, Upload>()
  const watchers = new Set<() => void>()
  const meter = openMeter()

  const show = () => {
    timer = undefined
    shown = { items, bytesPerSecond: meter.bytesPerSecond() }
    for (const changed of watchers) changed()
    // A stall shows as a falling rate even when nothing is reported any more.
    if (sending.size > 0) timer ??= setTimeout(show, 1000)
  }
  const soon = () => {
    if (!closed) timer ??= setTimeout(show, showMilliseconds)
  }
  const find = (id: string) => items.find((item) => item.id === id)
  const save = (item: UploadItem) => {
    const handle = sources.get(item.id)?.handle
    void keep({ item, station, ...(handle ? { handle } : {}) })
  }
  const change = (id: string, changes: Partial<UploadItem>, { kept = true } = {}) => {
    items = items.map((item) => (item.id === id ? { ...item, ...changes } : item))
    const item = find(id)
    if (item && kept) save(item)
    if (kept) {
      clearTimeout(timer)
      show()
    } else soon()
    return item
  }
  const begin = () => {
    if (!closed) for (const item of nextToSend(items, atOnce)) send(item)
  }

  const send = (item: UploadItem) => {
    const file = sources.get(item.id)?.file
    if (!file) return void change(item.id, { state: 'missing' })
    const { id } = item
    let known = item.url === undefined
    const upload = new Upload(file, {
      endpoint: '/api/upload/files',
      ...(item.url ? { uploadUrl: item.url } : {}),
      headers: { 'rongmei-station': station },
      metadata: {
        filename: item.name,
        filetype: item.mediaType,
        ...(item.folder ? { relativePath: `${item.folder}/${item.name}` } : {}),
        ...(item.column ? { column: item.column } : {}),
      },
      retryDelays,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => void (upload.url && change(id, { url: upload.url })),
      onProgress: (sentBytes) => {
        const before = find(id)
        if (!before || sending.get(id) !== upload) return
        // The first report after a break tells what was there already: that was not sent just now.
        if (known) meter.note(sentBytes - before.sentBytes)
        known = true
        change(id, { sentBytes }, { kept: false })
      },
      onSuccess: () => {
        sending.delete(id)
        const arrived = change(id, { state: 'arrived', sentBytes: item.bytes })
        begin()
        if (arrived) void settle(arrived)
      },
      onError: (error) => {
        if (sending.get(id) !== upload) return
        sending.delete(id)
        const problem = refusal(error)
        change(id, problem ? { state: 'refused', problem } : { state: 'broken' })
        begin()
      },
    })
    sending.set(id, upload)
    change(id, { state: 'sending' })
    upload.start()
  }

  /** Waits for the asset that the catalogue makes of the file. */
  const settle = async (item: UploadItem) => {
    const upload = item.url?.split('/').at(-1)
    for (const seconds of askDelaysSeconds) {
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      if (closed || !upload || !find(item.id)) return
      try {
        const { asset, duplicate } = await api.vms.ofUpload({ upload })
        const { problem: _, ...rest } = find(item.id) ?? item
        const done: UploadItem = { ...rest, state: 'done', asset: asset.id, duplicate }
        items = items.map((one) => (one.id === item.id ? done : one))
        void drop(item.id)
        show()
        return finished(done)
      } catch (error) {
        if (!isProblem(error, 'asset-not-found') && !isProblem(error, 'unreachable')) break
      }
    }
    // Everything is on the server: the catalogue will show it, even if we did not see it happen.
    void drop(item.id)
    change(item.id, { state: 'done' }, { kept: false })
  }

  const stop = (id: string) => {
    const upload = sending.get(id)
    sending.delete(id)
    void upload?.abort()
  }
  const wake = () => {
    for (const item of items) if (item.state === 'broken') change(item.id, { state: 'waiting' })
    begin()
  }
  const waker = setInterval(wake, againSeconds * 1000)
  addEventListener('online', wake)

  void keptOf(station).then(async (all) => {
    for (const { item, handle } of all) {
      if (closed || find(item.id)) continue
      const file = handle ? await reopen(handle) : 'gone'
      const source: Source = { ...(handle ? { handle } : {}), ...(file instanceof File ? { file } : {}) }
      sources.set(item.id, source)
      const again = revived(item, file instanceof File ? 'here' : file)
      items = [...items, again]
      if (again.state === 'arrived') void settle(again)
    }
    show()
    begin()
  })

  return {
    subscribe(changed) {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
    snapshot: () => shown,
    add(picked, column) {
      for (const { file, folder, handle } of picked) {
        const source: Source = { file, ...(handle ? { handle } : {}) }
        const twin = unfinishedTwin(items, file, folder)
        const item: UploadItem = twin
          ? { ...twin, state: twin.state === 'sending' ? 'sending' : 'waiting' }
          : {
              id: randomId(),
              name: file.name,
              folder,
              bytes: file.size,
              mediaType: file.type || 'application/octet-stream',
              lastModified: file.lastModified,
              addedAt: Date.now(),
              sentBytes: 0,
              state: 'waiting',
              ...(column ? { column } : {}),
            }
        if (file.size === 0) {
          item.state = 'refused'
          item.problem = { type: 'empty-file', title: 'The file is empty' }
        }
        sources.set(item.id, source)
        items = twin ? items.map((one) => (one.id === twin.id ? item : one)) : [...items, item]
        if (item.state !== 'refused') save(item)
      }
      show()
      begin()
    },
    pause(id) {
      stop(id)
      change(id, { state: 'paused' })
      begin()
    },
    async resume(id, picked) {
      const source = sources.get(id)
      if (picked) sources.set(id, picked)
      else if (source?.handle && !source.file) {
        const state = await source.handle.requestPermission?.({ mode: 'read' })
        if (state !== 'granted') return
        sources.set(id, { handle: source.handle, file: await source.handle.getFile() })
      }
      change(id, { state: 'waiting' })
      begin()
    },
    cancel(id) {
      const upload = sending.get(id)
      const url = find(id)?.url
      sending.delete(id)
      void upload?.abort()
      // Frees what the server has kept so far; if it cannot be told now, it lets go by itself after a while.
      if (url) void Upload.terminate(url, { headers: { 'rongmei-station': station } }).catch(() => {})
      items = items.filter((item) => item.id !== id)
      sources.delete(id)
      void drop(id)
      show()
      begin()
    },
    pauseAll() {
      for (const { id, state } of items)
        if (state === 'waiting' || state === 'sending' || state === 'broken') this.pause(id)
    },
    resumeAll() {
      for (const { id, state } of items) if (state === 'paused') void this.resume(id)
    },
    tidy() {
      for (const item of items)
        if (!isGoing(item) && (item.state === 'done' || item.state === 'refused')) void drop(item.id)
      items = items.filter((item) => item.state !== 'done' && item.state !== 'refused')
      show()
    },
    close() {
      closed = true
      clearInterval(waker)
      clearTimeout(timer)
      removeEventListener('online', wake)
      for (const id of sending.keys()) stop(id)
    },
  }
}

/** The file behind a handle, or whether the person must be asked for it. */
const reopen = async (handle: FileSystemFileHandle): Promise<File | 'asking' | 'gone'> => {
  try {
    const state = (await handle.queryPermission?.({ mode: 'read' })) ?? 'denied'
    if (state === 'prompt') return 'asking'
    return state === 'granted' ? await handle.getFile() : 'gone'
  } catch {
    return 'gone'
  }
}

/** What the server said against a file; undefined when only the connection failed. */
const refusal = (error: Error | DetailedError): UploadItem['problem'] => {
  const response = 'originalResponse' in error ? error.originalResponse : null
  const status = response?.getStatus() ?? 0
  if (status < 400 || status >= 500 || status === 409 || status === 423 || status === 429) return undefined
  try {
    const body = JSON.parse(response?.getBody() ?? '') as { type?: unknown; title?: unknown }
    if (typeof body.type === 'string' && typeof body.title === 'string') {
      return { ...body, type: body.type.replace('/problems/', ''), title: body.title }
    }
  } catch {
    // not problem+json: falls through
  }
  return { type: 'unreadable-answer', title: `The server answered ${status}`, status }
}
