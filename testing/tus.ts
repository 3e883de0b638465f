import { createHash, randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'

type Headers = Record<string, string | number>
const path = '/api/upload/files'

/** Upload-Metadata of the given values. */
export const metadata = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')

/** Upload-Metadata of a video that could be anybody's. */
export const clip = metadata({ filename: 'clip.mp4', filetype: 'video/mp4' })

export const hash = (name: string, bytes: Uint8Array, as: 'hex' | 'base64' = 'hex'): string =>
  createHash(name).update(bytes).digest(as)

/** The slug of a problem that was answered. */
export const typeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { type: string }).type.replace('/problems/', '')

/** A sender of one station that speaks tus by hand. */
export const tusSender = (origin: string, station: string = randomUUID(), always: Record<string, string> = {}) => {
  const headersOf = (headers: Headers): Record<string, string> => ({
    'tus-resumable': '1.0.0',
    'rongmei-station': station,
    ...always,
    ...Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)])),
  })
  const patching = (offset: number, headers: Headers = {}) =>
    headersOf({ 'content-type': 'application/offset+octet-stream', 'upload-offset': offset, ...headers })
  const send = (method: string, to: string, headers: Headers = {}, body?: Uint8Array) =>
    fetch(origin + to, { method, headers: headersOf(headers), ...(body && { body: Buffer.from(body) }) })
  return {
    station,
    send,
    /** Begins an upload and returns its address. */
    async create(headers: Headers): Promise<string> {
      const answer = await send('POST', path, { 'upload-metadata': clip, ...headers })
      if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
      return answer.headers.get('location')!
    },
    patch: (to: string, offset: number, body: Uint8Array, headers: Headers = {}) =>
      send('PATCH', to, patching(offset, headers), body),
    async offset(to: string): Promise<number> {
      return Number((await send('HEAD', to)).headers.get('upload-offset'))
    },
    /** A PATCH whose body is written piece by piece; of unknown length unless told. */
    open(to: string, offset: number, bytes?: number) {
      const headers = patching(offset, bytes === undefined ? {} : { 'content-length': bytes })
      const request = httpRequest(origin + to, { method: 'PATCH', headers })
      const status = new Promise<number | undefined>((resolve) => {
        request.on('response', (answer) => resolve(answer.resume().statusCode))
        request.on('error', () => resolve(undefined))
      })
      return { request, status }
    },
  }
}
export type TusSender = ReturnType<typeof tusSender>
