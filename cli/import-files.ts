import { stat } from 'node:fs/promises'
import { readdir } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'

/** A file to bring in. */
export type Found = { file: string; bytes: number; modifiedMilliseconds: number }
/** What could not be brought in, and why. */
export type Refused = { file: string; error: string }

const video = 'mp4 m4v mov mkv webm avi mpg mpeg m2v ts m2t m2ts mts mxf wmv asf flv 3gp 3g2 vob ogv dv gxf'
const sound = 'mp3 m4a aac wav flac ogg oga opus wma aif aiff ac3 mp2 amr'
const mediaExtensions = new Set([...video.split(' '), ...sound.split(' ')].map((name) => `.${name}`))
const mostFiles = 100_000

/** The files named, and the media files in the folders named, however deep (not through links, not hidden ones). */
export const findFiles = async (names: string[]): Promise<{ found: Found[]; refused: Refused[] }> => {
  const found: Found[] = []
  const refused: Refused[] = []
  const add = async (file: string) => {
    const info = await stat(file)
    if (info.size === 0) refused.push({ file, error: 'the file is empty' })
    else found.push({ file, bytes: info.size, modifiedMilliseconds: info.mtimeMs })
  }
  for (const name of names) {
    const path = resolve(name)
    try {
      const info = await stat(path)
      const before = found.length + refused.length
      if (info.isFile()) await add(path)
      else if (!info.isDirectory()) refused.push({ file: path, error: 'neither a file nor a folder' })
      else {
        for (const file of await mediaIn(path)) await add(file)
        if (found.length + refused.length === before)
          refused.push({ file: path, error: 'no media files in this folder' })
      }
    } catch (cause) {
      refused.push({ file: path, error: inWords(cause) })
    }
    if (found.length > mostFiles) throw new Error(`more than ${mostFiles} files; import them folder by folder`)
  }
  return { found: found.filter((one, i) => found.findIndex((other) => other.file === one.file) === i), refused }
}

const mediaIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && !hidden(entry.parentPath.slice(folder.length)))
    .filter((entry) => mediaExtensions.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

const hidden = (inside: string) => inside.split('/').some((part) => part.startsWith('.'))

const inWords = (cause: unknown): string => {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES' || code === 'EPERM') return 'not allowed to read it'
  return message
}
