import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '#backbone'
import { MediaError } from '#media/ffmpeg'
import { extractPicture } from '#media/fingerprint'

/** Kinds of picture by how their bytes begin, with the only demuxer that is to read them. */
const kinds = [
  { demuxer: 'jpeg_pipe', isIt: (bytes: Buffer) => bytes.readUInt16BE(0) === 0xffd8 },
  { demuxer: 'png_pipe', isIt: (bytes: Buffer) => bytes.readUInt32BE(0) === 0x89504e47 },
  { demuxer: 'webp_pipe', isIt: (bytes: Buffer) => bytes.toString('latin1', 8, 12) === 'WEBP' },
]

/** The frame of a picture that somebody sent. Throws `not-a-picture` 422. */
export const stillOf = async (base64: string, signal: AbortSignal): Promise<Uint8Array> => {
  const bytes = Buffer.from(base64, 'base64')
  const kind = bytes.length < 16 ? undefined : kinds.find(({ isIt }) => isIt(bytes))
  if (!kind) throw notAPicture()
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-picture-'))
  try {
    const location = join(folder, 'picture')
    await writeFile(location, bytes)
    return await extractPicture({ location, demuxer: kind.demuxer }, signal)
  } catch (error) {
    if (error instanceof MediaError) throw notAPicture()
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const notAPicture = () =>
  new Problem('not-a-picture', 422, 'This is no picture that can be read: send JPEG, PNG or WebP')
