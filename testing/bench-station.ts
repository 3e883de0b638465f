import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { client } from '#backbone/client'
import { runs } from '#backbone/jobs/contract'
import { realClip } from '#media/testing'
import { vms, type Asset } from '#services/vms'
import { removeStation, startStation } from './station.ts'

const run = promisify(execFile)
const main = join(import.meta.dirname, '../main.ts')

/** A whole station in a process of its own, used over HTTP as scripts use it. */
export type BenchStation = Awaited<ReturnType<typeof startBenchStation>>

/** Makes a film of real pictures, 1080p with its index at the end; its comment differs, so that none is a duplicate. */
export const makeFilm = async (folder: string, seconds: number): Promise<string> => {
  const path = join(folder, `${randomUUID()}.mp4`)
  const args = ['-v', 'error', '-stream_loop', '-1', '-i', realClip, '-t', String(seconds), '-c', 'copy']
  await run('ffmpeg', [...args, '-metadata', `comment=${randomUUID()}`, path])
  return path
}

/** Starts a station on a new folder and signs in with a token. */
export const startBenchStation = async (options: { roles?: string } = {}) => {
  const station = await startStation(options)
  const { stdout } = await run(process.execPath, [main, 'token', '--data', station.folder])
  const token = stdout.trim()
  const signed = { authorization: `Bearer ${token}` }
  const assets = client(vms, { origin: station.url, token })
  const work = client(runs, { origin: station.url, token })

  const ask = async (path: string, init: RequestInit & { duplex?: 'half' } = {}) => {
    const answer = await fetch(station.url + path, { ...init, headers: { ...signed, ...(init.headers as object) } })
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  const patch = (to: string, path: string, span: { start: number; end: number }) =>
    ask(to, {
      method: 'PATCH',
      headers: {
        'tus-resumable': '1.0.0',
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(span.start),
        'content-length': String(span.end - span.start),
      },
      body: createReadStream(path, { start: span.start, end: span.end - 1 }) as unknown as BodyInit,
      duplex: 'half',
    })

  return {
    ...station,
    /** An API key of its administrator. */
    token,
    assets,
    work,
    ask,
    /** Sends a file by tus; answers with the upload's id and when its last byte was acknowledged. */
    async upload(path: string): Promise<{ upload: string; doneAt: number }> {
      const { size } = await stat(path)
      const answer = await ask('/api/upload/files', {
        method: 'POST',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-length': String(size),
          'upload-metadata': `filename ${Buffer.from(basename(path)).toString('base64')}`,
        },
      })
      const to = new URL(answer.headers.get('location')!, station.url).pathname
      const last = Math.max(0, size - 65_536)
      if (last > 0) await patch(to, path, { start: 0, end: last })
      await patch(to, path, { start: last, end: size })
      return { upload: to.split('/').at(-1)!, doneAt: performance.now() }
    },
    /** The asset that an upload becomes. */
    async assetOf(upload: string): Promise<Asset> {
      for (let waited = 0; waited < 60_000; waited += 15) {
        const found = await assets.ofUpload({ upload }).catch(() => undefined)
        if (found) return found.asset
        await sleep(15)
      }
      throw new Error('the upload did not become an asset')
    },
    /** Waits until an ingest has ended. */
    async ended(id: string) {
      for (;;) {
        const found = await work.get({ run: id })
        if (['done', 'failed', 'cancelled'].includes(found.state)) return found
        await sleep(1000)
      }
    },
    async remove() {
      await station.stop()
      await removeStation(station)
    },
  }
}

/** The machine's load of the last minute, five and fifteen. */
export const load = (): number[] => loadavg().map((value) => Number(value.toFixed(2)))

/** A value below which the given share of all lie. */
export const percentile = (values: readonly number[], share: number): number => {
  const ordered = values.toSorted((a, b) => a - b)
  return ordered[Math.min(ordered.length - 1, Math.ceil(share * ordered.length) - 1)] ?? Number.NaN
}
