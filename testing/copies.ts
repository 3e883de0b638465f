/** A way in which people pass on what is not theirs: filters for ffmpeg, and how the result is encoded. */
export type Copy = {
  name: string
  /** Filters from `[0:v]` to `[v]`; for a background of its own, more inputs stand in `inputs`. */
  graph: string
  sound?: string
  inputs?: string[]
  encode: string[]
  /** How much faster than the original it runs. */
  speed: number
  mirrored: boolean
}

const usual = [
  '-c:v',
  'libx264',
  '-preset',
  'veryfast',
  '-crf',
  '24',
  '-pix_fmt',
  'yuv420p',
  '-c:a',
  'aac',
  '-b:a',
  '96k',
]
const rate = (kilobits: number) => ['-b:v', `${kilobits}k`, '-maxrate', `${kilobits}k`, '-bufsize', `${2 * kilobits}k`]
const steady = usual.filter((word) => word !== '-crf' && word !== '24')

/** One of several things, by the number of the variation. */
const pick = <T>(variation: number, things: readonly T[]): T => things[variation % things.length]!

const logoAndLowerThird = (variation: number): string => {
  const [x, y] = pick(variation, [
    ['0.03*iw', '0.05*ih'],
    ['0.83*iw', '0.05*ih'],
    ['0.80*iw', '0.80*ih'],
    ['0.02*iw', '0.03*ih'],
    ['0.85*iw', '0.12*ih'],
  ])
  const [left, top, width, height] = pick(variation >> 1, [
    ['0', '0.78*ih', 'iw', '0.15*ih'],
    ['0.08*iw', '0.72*ih', '0.84*iw', '0.20*ih'],
    ['0', '0.82*ih', '0.75*iw', '0.18*ih'],
    ['0.05*iw', '0.75*ih', '0.6*iw', '0.16*ih'],
  ])
  return [
    `drawbox=x=${x}:y=${y}:w=0.14*iw:h=0.12*ih:color=${pick(variation, ['red', 'white', '0x1050c0'])}@0.9:t=fill`,
    `drawbox=x=${left}:y=${top}:w=${width}:h=${height}:color=${pick(variation, ['0x103080', '0xc01818', 'white'])}@0.88:t=fill`,
    `drawbox=x=${left}+0.02*iw:y=${top}+0.03*ih:w=0.4*iw:h=0.05*ih:color=yellow:t=fill`,
  ].join(',')
}

const framed = (variation: number): Pick<Copy, 'graph' | 'inputs'> => {
  const place = pick(variation, ['(W-w)/2:(H-h)/2', 'W-w-12:12', '12:H-h-12', '12:12', 'W-w-12:H-h-12'])
  const background = pick(variation, [
    'color=0x204060:s=640x360:r=25',
    'testsrc=s=640x360:r=25',
    'mandelbrot=s=640x360:r=25:end_pts=900',
    'gradients=s=640x360:r=25:seed=9:speed=0.01',
  ])
  return {
    inputs: ['-f', 'lavfi', '-i', background],
    graph: `[0:v]scale=448:252,setsar=1[small];[1:v][small]overlay=${place}:shortest=1[v]`,
  }
}

/** Thirteen ways to copy, varied by number: the places of logos and banners, amounts of cropping, backgrounds. */
export const copies = (variation: number): Copy[] => {
  const same = { speed: 1, mirrored: false, encode: usual }
  const plain = 'scale=640:360,setsar=1'
  const cropTo = (share: number) => {
    const [x, y] = pick(variation, [
      [0.5, 0.5],
      [0.3, 0.6],
      [0.5, 0.4],
      [0.7, 0.5],
      [0.5, 0.5],
    ])
    return `crop=w=${share}*iw:h=${share}*ih:x=(iw-ow)*${x}:y=(ih-oh)*${y},${plain}`
  }
  const faster = (speed: number) => ({
    ...same,
    speed,
    graph: `[0:v]${plain},setpts=PTS/${speed}[v]`,
    sound: `atempo=${speed}`,
  })
  return [
    { ...same, name: 're-encoded', graph: `[0:v]${plain}[v]`, encode: [...usual, '-crf', '32'] },
    { ...same, name: '120 kb/s', graph: `[0:v]${plain}[v]`, encode: [...steady, ...rate(120)] },
    { ...same, name: '180p', graph: '[0:v]scale=320:180,setsar=1[v]' },
    { ...same, name: 'cropped by 10 %', graph: `[0:v]${cropTo(pick(variation, [0.9, 0.92, 0.88]))}[v]` },
    { ...same, name: 'cropped by 20 %', graph: `[0:v]${cropTo(pick(variation, [0.8, 0.82, 0.78]))}[v]` },
    { ...same, name: 'logo and lower third', graph: `[0:v]${plain},${logoAndLowerThird(variation)}[v]` },
    {
      ...same,
      name: 'letterboxed',
      graph: `[0:v]${plain},${pick(variation, ['pad=640:480:0:60', 'pad=854:360:107:0', 'pad=720:460:40:50'])}[v]`,
    },
    { ...same, name: 'mirrored', mirrored: true, graph: `[0:v]${plain},hflip[v]` },
    { ...faster(1.04), name: '4 % faster' },
    { ...faster(0.96), name: '4 % slower' },
    { ...same, name: 'blur and noise', graph: `[0:v]${plain},gblur=sigma=2.2,noise=alls=24:allf=t[v]` },
    {
      ...same,
      name: 'filmed from a screen',
      graph:
        `[0:v]${plain},perspective=x0=14:y0=6:x1=W-6:y1=0:x2=4:y2=H-8:x3=W-16:y3=H-2,` +
        `rotate=${pick(variation, [0.02, -0.025, 0.015])}:c=black,crop=iw*0.95:ih*0.95,` +
        `eq=brightness=0.06:contrast=0.85:gamma=1.2,vignette=PI/5,noise=alls=12:allf=t,${plain}[v]`,
    },
    { ...same, name: 'picture in picture, 70 %', ...framed(variation) },
  ]
}

/** What ffmpeg is told to copy a stretch of a file. */
export const copyArgs = (
  original: string,
  { startSeconds, durationSeconds }: { startSeconds: number; durationSeconds: number },
  copy: Copy,
  target: string,
): string[] => {
  const excerpt = ['-ss', String(startSeconds), '-t', String(durationSeconds), '-i', original]
  const filters = [
    '-filter_complex',
    copy.graph,
    '-map',
    '[v]',
    '-map',
    '0:a?',
    ...(copy.sound ? ['-af', copy.sound] : []),
  ]
  return ['-v', 'error', '-y', ...excerpt, ...(copy.inputs ?? []), ...filters, ...copy.encode, '-shortest', target]
}
