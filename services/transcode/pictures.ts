import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Kit, WorkContext } from '#backbone'
import { MediaError, type MediaSource } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import { makeThumbnails, type ThumbnailOptions } from '#media/thumbnails'
import type { transcode } from './contract.ts'
import { keepPictures } from './pictures-store.ts'
import type { Tables } from './store.ts'

type PicturesKit = Pick<Kit<typeof transcode, never, Tables>, 'objects' | 'inStation' | 'publish'>

/** Where the pictures of a source are kept, and what was measured of it. */
export const picturesFolder = (station: string, source: string): string => `transcode/${station}/${source}/`

/** Where a poster is kept: under another name than any other one, so that nobody shows an earlier one for it. */
export const posterKey = (folder: string, sha256: string): string => `${folder}poster-${sha256.slice(0, 12)}.jpg`

/** What tells one poster of a source from another. */
export const posterTag = (key: string): string => /poster-([0-9a-f]{12})\.jpg$/.exec(key)?.[1] ?? 'first'

/** Makes and keeps poster and storyboard; answers with the number of sheets. A source without usable pictures has none. */
export const makePictures = async (
  kit: PicturesKit,
  source: string,
  of: { input: MediaSource; probe: Probe },
  step: WorkContext,
  told: Pick<ThumbnailOptions, 'onCommand'>,
): Promise<number> => {
  const { station } = step.call
  const made = await makeThumbnails(of.input, of.probe, {
    folder: step.folder,
    signal: step.signal,
    nice: 10,
    ...told,
  }).catch((error: unknown) => {
    if (!(error instanceof MediaError && error.code === 'no-pictures')) throw error
    step.log(`No poster and no storyboard: ${error.message}`)
  })
  if (!made?.poster) return 0
  step.spent(made.cpuSeconds)
  const folder = picturesFolder(station, source)
  const put = async (path: string, key = `${folder}${basename(path)}`) => {
    await kit.objects.put(key, createReadStream(path), { signal: step.signal })
    return key
  }
  const sheets: string[] = []
  for (const sheet of made.storyboard?.sheets ?? []) sheets.push(await put(sheet))
  const sha256 = createHash('sha256')
    .update(await readFile(made.poster.path))
    .digest('hex')
  const poster = await put(made.poster.path, posterKey(folder, sha256))
  const storyboard = made.storyboard ? await put(made.storyboard.textPath) : null
  await kit.inStation(step.call, async (tx) => {
    const shown = await keepPictures(tx, { source, station }, { poster, storyboard, sheets })
    await kit.publish(tx, 'pictured', { station, subject: source }, { source, poster: posterTag(shown) })
  })
  return sheets.length
}
