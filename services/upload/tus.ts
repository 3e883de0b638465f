import { Problem } from '#backbone'
import { cleanName, cleanPath, cleanText } from './names.ts'

/** What this server speaks: tus 1.0 (https://tus.io/protocols/resumable-upload). */
export const tusVersion = '1.0.0'
export const maxBytes = 1024 ** 4
export const algorithms = ['sha1', 'md5', 'sha256'] as const
type Algorithm = (typeof algorithms)[number]
export const extensions = [
  'creation',
  'creation-with-upload',
  'creation-defer-length',
  'expiration',
  'termination',
  'checksum',
  'concatenation',
]
export const bodyType = 'application/offset+octet-stream'
export const filesPath = '/api/upload/files'

type Header = string | string[] | undefined
const bad = (header: string, title: string) => new Problem('bad-header', 400, title, { header })

const wholeNumber = (name: string, value: Header): number | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) throw bad(name, `${name} is a number of bytes`)
  return Number(value)
}

/** Upload-Offset, which every PATCH carries. */
export const offsetIn = (value: Header): number => {
  const offset = wholeNumber('Upload-Offset', value)
  if (offset === undefined) throw bad('Upload-Offset', 'Upload-Offset is missing')
  return offset
}

/** Upload-Length, if it is there; `too-large` 413 and `empty-file` 400 before a byte is sent. */
export const lengthIn = (value: Header): number | undefined => {
  const bytes = wholeNumber('Upload-Length', value)
  if (bytes === 0) throw new Problem('empty-file', 400, 'The file is empty')
  if (bytes !== undefined && bytes > maxBytes) {
    throw new Problem('too-large', 413, 'The file is larger than this server takes', { bytes, maxBytes })
  }
  return bytes
}

/** Length of a new upload: announced, or (`null`) deferred. */
export const announcedLength = (length: Header, defer: Header): number | null => {
  const bytes = lengthIn(length)
  if (defer !== undefined && defer !== '1') throw bad('Upload-Defer-Length', 'Upload-Defer-Length can only be 1')
  if ((bytes === undefined) === (defer === undefined)) {
    throw bad('Upload-Length', 'Say either Upload-Length or Upload-Defer-Length: 1')
  }
  return bytes ?? null
}

export type Metadata = { name?: string; mediaType?: string; values: Record<string, string> }

const keyShape = /^[\x21-\x2b\x2d-\x7e]{1,64}$/
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/
const paths = new Set(['relativePath', 'fullPath'])

/** Reads Upload-Metadata: at most 32 keys in 8 KiB, values cleaned for display. */
export const metadataIn = (header: Header): Metadata => {
  const malformed = (title: string) => bad('Upload-Metadata', title)
  if (header === undefined || header === '') return { values: {} }
  if (typeof header !== 'string' || header.length > 8192) throw malformed('Upload-Metadata is at most 8 KiB')
  const pairs = header.split(',')
  if (pairs.length > 32) throw malformed('Upload-Metadata has at most 32 keys')
  const values = new Map<string, string>()
  for (const pair of pairs) {
    const [key = '', encoded = '', ...more] = pair.trim().split(' ')
    const readable = keyShape.test(key) && base64.test(encoded) && more.length === 0
    if (!readable) throw malformed('Upload-Metadata is a list of: key, space, value in base64')
    if (values.has(key)) throw malformed(`Upload-Metadata says ${key} twice`)
    if (key !== '__proto__') values.set(key, Buffer.from(encoded, 'base64').toString())
  }
  const name = values.get('filename') ?? values.get('name')
  const mediaType = values.get('filetype') ?? values.get('type')
  const cleaned = [...values].map(([key, value]) => {
    if (key === 'filename') return [key, cleanName(value)]
    return [key, paths.has(key) ? cleanPath(value) : cleanText(value)]
  })
  return {
    ...(name !== undefined && { name: cleanName(name) }),
    ...(mediaType && { mediaType: cleanText(mediaType).slice(0, 200).toLowerCase() }),
    values: Object.fromEntries(cleaned) as Record<string, string>,
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const isId = (text: string): boolean => uuid.test(text)

/** Reads Upload-Concat; for a final upload the ids of its parts, in order (at most 1000). */
export const concatIn = (header: Header): 'partial' | string[] | undefined => {
  if (header === undefined || header === 'partial') return header
  const malformed = bad('Upload-Concat', 'Upload-Concat is "partial", or "final;" and the addresses of parts')
  if (typeof header !== 'string' || !header.startsWith('final;')) throw malformed
  const addresses = header.slice('final;'.length).trim().split(/\s+/)
  const ids = addresses.map((address) => {
    const path = address.replace(/^https?:\/\/[^/]+/, '')
    return path.startsWith(`${filesPath}/`) ? path.slice(filesPath.length + 1) : ''
  })
  if (ids.length > 1000 || new Set(ids).size !== ids.length || !ids.every(isId)) throw malformed
  return ids
}

export type Checksum = { algorithm: Algorithm; digest: Buffer }

/** Reads Upload-Checksum. */
export const checksumIn = (header: Header): Checksum | undefined => {
  if (header === undefined) return undefined
  const [name, encoded = '', ...more] = String(header).split(' ')
  const algorithm = algorithms.find((one) => one === name)
  if (!algorithm || more.length > 0 || !base64.test(encoded)) {
    throw bad('Upload-Checksum', `Upload-Checksum is one of ${algorithms.join(', ')}, space, the digest in base64`)
  }
  return { algorithm, digest: Buffer.from(encoded, 'base64') }
}
