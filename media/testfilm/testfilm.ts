import { runFfmpeg } from '#media/ffmpeg'

/** What a test film shows: words over a slowly moving picture, a running clock, and a tone. */
export type TestFilm = {
  /** Shown large, in any script the machine has a font for. */
  title: string
  seconds: number
  width: number
  height: number
  framesPerSecond: number
  /** Which of the moving pictures. */
  picture: 'waves' | 'cells' | 'bars' | 'sky'
  /** Hz of the tone; none: a silent film. */
  toneHertz?: number
}

/** Sources of ffmpeg's own, so that nothing has to be shipped. */
const pictures: Record<TestFilm['picture'], (film: TestFilm) => string> = {
  waves: ({ width, height, framesPerSecond }) =>
    `gradients=s=${width}x${height}:r=${framesPerSecond}:c0=0x0b7a67:c1=0x15202b:c2=0x1570a6:c3=0x3cc2a6:n=4:speed=0.02`,
  cells: ({ width, height, framesPerSecond }) =>
    `life=s=${width / 4}x${height / 4}:r=${framesPerSecond}:mold=12:life_color=0x3cc2a6:death_color=0x10151b:mold_color=0x15202b:seed=7,scale=${width}:${height}:flags=neighbor`,
  bars: ({ width, height, framesPerSecond }) => `smptehdbars=s=${width}x${height}:r=${framesPerSecond}`,
  sky: ({ width, height, framesPerSecond }) =>
    `mandelbrot=s=${width}x${height}:r=${framesPerSecond}:start_scale=1.6:end_scale=0.2:end_pts=600`,
}

/**
 * Makes a film (H.264 and AAC in MP4) of ffmpeg's own pictures: something real to try a station with where no other
 * film is at hand. `path` is written anew. Throws MediaError as `runFfmpeg` does.
 */
export const makeTestFilm = async (path: string, film: TestFilm, signal?: AbortSignal): Promise<void> => {
  const { seconds, height, framesPerSecond, toneHertz } = film
  const large = Math.round(height / 12)
  const small = Math.round(height / 24)
  const words = [
    `drawtext=font=Noto Sans CJK SC:text=${quoted(film.title)}:fontcolor=white:fontsize=${large}:x=(w-tw)/2:y=h*0.4:shadowcolor=black@0.5:shadowx=2:shadowy=2`,
    `drawtext=font=Noto Sans CJK SC:text='%{pts\\:hms}':fontcolor=white:fontsize=${small}:x=(w-tw)/2:y=h*0.4+${large * 1.6}`,
  ]
  const sound =
    toneHertz === undefined ? [] : ['-f', 'lavfi', '-i', `sine=f=${toneHertz}:r=48000:beep_factor=2,volume=0.4`]
  await runFfmpeg(
    // oxfmt-ignore
    [
      '-f', 'lavfi', '-i', pictures[film.picture](film),
      ...sound,
      '-vf', `${words.join(',')},format=yuv420p`, '-t', String(seconds),
      '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-g', String(framesPerSecond * 2),
      '-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-y', path,
    ],
    { timeoutSeconds: 300, signal },
  )
}

/** Text as one value of a filter: everything that ffmpeg would read as syntax is escaped. */
const quoted = (text: string) => `'${text.replaceAll(/[\\':%,[\];]/g, ' ')}'`
