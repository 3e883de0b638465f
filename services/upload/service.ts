import { Problem, pageOf, service } from '#backbone'
import { storage } from '#services/storage'
import { upload, type Upload } from './contract.ts'
import { openFiles } from './files.ts'
import { openHashing } from './hashing.ts'
import { answerTus } from './http.ts'
import { openWriters } from './receive.ts'
import { openSettling } from './settle.ts'
import { findUpload, listUploads, type Row, type Tables } from './store.ts'
import { sweep } from './sweep.ts'

const sweepMilliseconds = 60_000

const notFound = (id: string) => new Problem('upload-not-found', 404, 'There is no such upload', { id })

const shape = (row: Row): Upload => ({
  id: row.id,
  name: row.name,
  mediaType: row.media_type,
  ...(row.bytes !== null && { bytes: row.bytes }),
  receivedBytes: row.received,
  state: row.state,
  ...(row.essence && { essence: row.essence }),
  ...(row.sha256 && { sha256: row.sha256 }),
  ...(row.md5 && { md5: row.md5 }),
  startedBy: row.started_by.name,
  createdAt: row.created.toISOString(),
  ...(row.state === 'receiving' && { expiresAt: row.expires.toISOString() }),
})

export default service<Tables>()({
  contract: upload,
  uses: { storage },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const hashing = openHashing(kit.objects.staging)
    const settling = openSettling(kit, hashing)
    const files = openFiles(kit, { hashing, settling, writers: openWriters() })
    let sweeping: Promise<void> = Promise.resolve()
    let timer: NodeJS.Timeout
    const sweepLater = (milliseconds: number) => {
      timer = setTimeout(() => {
        sweeping = sweep(kit, settling)
          .catch((err: unknown) => kit.log.warn({ err }, 'uploads could not be swept'))
          .finally(() => kit.signal.aborted || sweepLater(sweepMilliseconds))
      }, milliseconds)
      timer.unref()
    }
    sweepLater(1000)

    return {
      api: {
        async list(input, call) {
          const rows = await kit.inStation(call, (tx) => listUploads(tx, input))
          return pageOf(rows, input.limit ?? 50, (row) => [row.id], shape)
        },
        async get({ id }, call) {
          const row = await kit.inStation(call, (tx) => findUpload(tx, id))
          if (!row) throw notFound(id)
          return shape(row)
        },
      },
      http: (app) => answerTus(app, kit, files),
      async stop() {
        clearTimeout(timer)
        await sweeping
        await settling.all()
      },
    }
  },
})
