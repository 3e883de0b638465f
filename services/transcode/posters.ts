import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem, type Call } from '#backbone'
import type { MediaSource } from '#media/ffmpeg'
import type { Probe } from '#media/probe'
import { pictureDemuxer, stillAt, stillOfPicture } from '#media/thumbnails'
import type { TranscodeKit } from './jobs.ts'
import { picturesFolder, posterKey, posterTag } from './pictures.ts'
import { chooseAutomatic, keepChosen, lockPictures } from './pictures-store.ts'
import { asProblem } from './words.ts'

const busy = () => new Problem('busy', 503, 'Too many posters are being made just now', { retryAfterSeconds: 5 })
const notAPicture = () =>
  new Problem('not-a-picture', 422, 'This is no picture that can be read: send JPEG, PNG or WebP')

/** People wait for a poster, so it is made where they asked; no more of them at once than leave room for other work. */
const mostAtOnce = 2

/** Where a poster comes from: a moment of the video, a picture that somebody sent, or the program's own choice. */
export type PosterWish = { atSeconds: number; input: MediaSource; probe: Probe } | { picture: Buffer } | 'automatic'

/** Makes the posters that people choose. */
export const posters = (kit: TranscodeKit) => {
  let making = 0

  const make = async (wish: Exclude<PosterWish, 'automatic'>, signal: AbortSignal): Promise<Buffer> => {
    if (making >= mostAtOnce) throw busy()
    making += 1
    const folder = await mkdtemp(join(tmpdir(), 'rongmei-poster-'))
    const path = join(folder, 'poster.jpg')
    try {
      if ('picture' in wish) {
        const demuxer = pictureDemuxer(wish.picture)
        if (demuxer === undefined) throw notAPicture()
        const location = join(folder, 'sent')
        await writeFile(location, wish.picture)
        await stillOfPicture({ location, demuxer }, { path, signal })
      } else await stillAt(wish.input, wish.probe, wish.atSeconds, { path, signal })
      return await readFile(path)
    } catch (error) {
      throw asProblem(error)
    } finally {
      making -= 1
      await rm(folder, { recursive: true, force: true })
    }
  }

  return {
    /** Makes a poster the one that is shown; answers with its tag, none where there is no poster any more. */
    async choose(source: string, wish: PosterWish, call: Call): Promise<string | undefined> {
      const { station } = call
      let key: string | undefined
      if (wish !== 'automatic') {
        const jpeg = await make(wish, call.signal)
        key = posterKey(picturesFolder(station, source), createHash('sha256').update(jpeg).digest('hex'))
        await kit.objects.put(key, jpeg, { contentType: 'image/jpeg', bytes: jpeg.length, signal: call.signal })
      }
      const { before, now } = await kit.inStation(call, async (tx) => {
        const before = await lockPictures(tx, { source, station })
        const atSeconds = typeof wish === 'object' && 'atSeconds' in wish ? wish.atSeconds : null
        if (key === undefined) await chooseAutomatic(tx, source)
        else await keepChosen(tx, source, { key, atSeconds })
        const now = key ?? before.poster
        const data = { source, poster: now === null ? null : posterTag(now) }
        await kit.publish(tx, 'pictured', { station, subject: source }, data)
        return { before, now }
      })
      if (before.chosen !== null && before.chosen !== now) await kit.objects.delete(before.chosen)
      return now === null ? undefined : posterTag(now)
    },
  }
}
