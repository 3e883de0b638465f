import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Upload, type DetailedError } from 'tus-js-client'
import type { Found } from './import-files.ts'

/** Where a file goes, as whom, and the folder in which we remember how far uploads have come. */
export type Destination = { origin: string; token: string; memory: string }

const waitsMilliseconds = [0, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]

/**
 * Sends a file by tus, going on where an earlier attempt (also of an earlier process) was cut off.
 * Answers the id of the upload; throws with the station's words when it refuses the file.
 */
export const uploadFile = async (
  { file, bytes, modifiedMilliseconds }: Found,
  to: Destination,
  onProgress: (sentBytes: number) => void,
): Promise<string> => {
  const endpoint = `${to.origin}/api/upload/files`
  const memo = join(
    to.memory,
    createHash('sha256').update([endpoint, file, bytes, modifiedMilliseconds].join('\n')).digest('hex'),
  )
  const before = await readFile(memo, 'utf8').catch(() => undefined)
  await mkdir(to.memory, { recursive: true, mode: 0o700 })
  const stream = createReadStream(file)
  let noted = Promise.resolve()
  const url = await new Promise<string>((resolve, reject) => {
    stream.once('error', reject)
    const upload = new Upload(stream as never, {
      endpoint,
      uploadUrl: before?.startsWith(`${to.origin}/`) ? before : null,
      uploadSize: bytes,
      headers: { authorization: `Bearer ${to.token}` },
      metadata: { filename: basename(file) },
      retryDelays: waitsMilliseconds,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => {
        noted = writeFile(memo, upload.url!, { mode: 0o600 }).catch(() => {})
      },
      onProgress,
      onSuccess: () => resolve(upload.url!),
      onError: (error) => reject(new Error(refusalOf(error as DetailedError), { cause: error })),
    })
    upload.start()
  })
  await noted
  await rm(memo, { force: true })
  return new URL(url).pathname.split('/').at(-1)!
}

const refusalOf = (error: DetailedError): string => {
  const body = error.originalResponse?.getBody()
  if (body) {
    try {
      const problem = JSON.parse(body) as { title?: string; detail?: string }
      if (problem.title) return problem.detail ? `${problem.title}: ${problem.detail}` : problem.title
    } catch {
      return `the station answered ${error.originalResponse!.getStatus()}`
    }
  }
  return error.causingError?.message ?? error.message
}
