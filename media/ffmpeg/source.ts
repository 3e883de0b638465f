import { resolve } from 'node:path'
import { MediaError } from './error.ts'

/** Where media is read from: a path on this machine or a (presigned) http(s) URL, and its demuxer once that is known. */
export type MediaSource = { location: string; demuxer?: string }

/** Whether the source is read over the network. */
export const isUrl = (source: MediaSource): boolean => /^https?:\/\//i.test(source.location)

const networkArgs = ['-protocol_whitelist', 'http,https,tcp,tls', '-rw_timeout', '30000000']
const reconnectArgs = ['-reconnect', '1', '-reconnect_on_network_error', '1', '-reconnect_delay_max', '5']

/** Larger pictures are decoded nowhere unless told, also where a film's pictures grow on the way. */
export const mostPixels = 64 * 1024 * 1024

/**
 * The fence around a stranger's media, as ffmpeg and ffprobe arguments up to and including `-i`: only the protocol the
 * source itself needs, only the demuxer that the probe found, no references to other files, no huge pictures.
 */
export const inputArgs = (source: MediaSource, limits = { maximumPixels: mostPixels }): string[] => [
  ...(isUrl(source) ? [...networkArgs, ...reconnectArgs] : ['-protocol_whitelist', 'file']),
  '-max_pixels',
  String(limits.maximumPixels),
  ...(source.demuxer ? ['-f', source.demuxer] : []),
  ...(source.demuxer === 'mov' ? ['-enable_drefs', '0'] : []),
  '-i',
  inputName(source),
]

const inputName = (source: MediaSource): string => {
  if (source.location === '' || source.location.includes('\0'))
    throw new MediaError('source-unreadable', 'The name of the media file is empty or contains a zero byte')
  // The prefix makes ffmpeg take every other character literally: a leading dash, a colon, a percent sign, a newline.
  return isUrl(source) ? source.location : `file:${resolve(source.location)}`
}

/** A line of a log without what nobody is to read in it: the query of a presigned URL, the folders of this machine. */
export const withoutPlace = (line: string): string =>
  line.replace(/[^\s'"]+/g, withoutQuery).replace(/file:(?:\/[^/:]*)*\/([^/:]+)/g, (_, name: string) => name)

/** Looks at each character once: what a stranger's file makes ffmpeg print may be made to keep a pattern searching. */
const withoutQuery = (word: string): string => {
  const address = word.search(/https?:\/\//)
  const query = address < 0 ? -1 : word.indexOf('?', address)
  return query < 0 ? word : `${word.slice(0, query)}?…`
}

/** What may be written to a log about the source: a presigned URL loses its query, which is a secret. */
export const publicName = (source: MediaSource): string =>
  isUrl(source) ? source.location.replace(/\?.*$/s, '?…') : source.location
