import { Problem } from '../contract/problem.ts'
import type { ByteRange } from './objects.ts'

const keyShape = /^[A-Za-z0-9._-]{1,255}(\/[A-Za-z0-9._-]{1,255})*$/
const prefixShape = /^([A-Za-z0-9._-]{1,255}\/)*[A-Za-z0-9._-]{0,255}$/
const dots = /(^|\/)\.{1,2}(\/|$)/

/** Lets a key through that no engine can misread (path traversal included), refuses any other with `bad-key` 400. */
export function checkKey(key: string): string {
  if (typeof key === 'string' && key.length <= 512 && keyShape.test(key) && !dots.test(key)) return key
  throw new Problem('bad-key', 400, 'An object key is at most 512 of A-Z a-z 0-9 . _ - in segments parted by /', {
    key,
  })
}

/** The same for the beginning of a key, which may stop anywhere, also at `/` or be empty. */
export function checkPrefix(prefix: string): string {
  if (typeof prefix === 'string' && prefix.length <= 512 && prefixShape.test(prefix) && !/(^|\/)\.{1,2}\//.test(prefix))
    return prefix
  throw new Problem('bad-key', 400, 'A key prefix consists of the characters of a key', { prefix })
}

/** Lets the id of a staged upload through: at most 128 of `[A-Za-z0-9_-]`. */
export function checkId(id: string): string {
  if (typeof id === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(id)) return id
  throw new Problem('bad-key', 400, 'The id of a staged upload is at most 128 of A-Z a-z 0-9 _ -', { id })
}

/** Refuses a range that no object could satisfy. */
export function checkRange(range: ByteRange): void {
  const { start, end = start } = range
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) throw unsatisfiable(range)
}

/** The first and last byte a range means in an object of this size, or `range-not-satisfiable` 416. */
export function resolveRange(range: ByteRange, totalBytes: number): { start: number; end: number } {
  checkRange(range)
  if (range.start >= totalBytes) throw unsatisfiable(range, totalBytes)
  return { start: range.start, end: Math.min(range.end ?? Infinity, totalBytes - 1) }
}

/** How many keys a page holds: 1 to 1000. */
export const pageLimit = (limit = 1000): number => Math.max(1, Math.min(1000, Math.floor(limit)))

const contentTypes: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  m4s: 'video/iso.segment',
  m4a: 'audio/mp4',
  mov: 'video/quicktime',
  ts: 'video/mp2t',
  mxf: 'application/mxf',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  flv: 'video/x-flv',
  mp3: 'audio/mpeg',
  aac: 'audio/aac',
  wav: 'audio/wav',
  vtt: 'text/vtt',
  srt: 'application/x-subrip',
  m3u8: 'application/vnd.apple.mpegurl',
  mpd: 'application/dash+xml',
  json: 'application/json',
  xml: 'application/xml',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  html: 'text/html',
  pdf: 'application/pdf',
}

/** The media type a key's ending stands for, used on every engine when the writer names none. */
export const contentTypeOf = (key: string): string =>
  contentTypes[key.slice(key.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'

/** The failures both engines share. */
export const unsatisfiable = (range: ByteRange, totalBytes?: number) =>
  new Problem('range-not-satisfiable', 416, 'The object has no such bytes', { ...range, totalBytes })
export const objectNotFound = (key: string) => new Problem('object-not-found', 404, 'There is no such object', { key })
export const keyConflict = (key: string) =>
  new Problem('key-conflict', 409, 'Another key is the folder of this one, or the other way round', { key })
export const stagedNotFound = (id: string) =>
  new Problem('staged-not-found', 404, 'There is no such staged upload', { id })
export const stagedExists = (id: string) => new Problem('staged-exists', 409, 'This upload is already staged', { id })
export const offsetConflict = (id: string, offset: number | undefined) =>
  new Problem('offset-conflict', 409, 'The upload stands at another offset, or another request is writing it', {
    id,
    offset,
  })
export const lengthMismatch = (key: string, bytes: number, expectedBytes: number) =>
  new Problem('length-mismatch', 400, 'The body is not as long as was said', { key, bytes, expectedBytes })
