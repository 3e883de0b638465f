import type { Ladder, VideoRendition } from '#media/ladder'
import { logoFilters, type Logo } from './logo.ts'
import { measureFilters, oneSize, steadyFrames } from '#media/picture'
import type { Probe } from '#media/probe'

/** Which output frames come out of the filter graph, and how far the source's clock is from them. */
export type FramePlan = {
  /** Seconds on the source's own clock at which frame 0 of the output is shown. */
  offsetSeconds: number
  frames: number
}

/** PQ or HLG to the standard range: to linear light, mapped by the Hable curve, back to BT.709. */
export const toneMapFilters = [
  'zscale=t=linear:npl=100',
  'format=gbrpf32le',
  'zscale=p=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=t=bt709:m=bt709:r=tv',
]

/** Untagged pictures are tagged as players would guess from the source's size, so that all rungs show equal colours. */
const colorTag = (probe: Probe): string[] => {
  if (!probe.video || probe.video.colorMatrix !== undefined) return []
  if (probe.video.codedHeight >= 720) return ['setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709']
  const [primaries, matrix] = probe.video.codedHeight === 576 ? ['bt470bg', 'bt470bg'] : ['smpte170m', 'smpte170m']
  return [`setparams=colorspace=${matrix}:color_primaries=${primaries}:color_trc=smpte170m`]
}

/**
 * One decode for all renditions: the exact run of frames at a constant rate, then each size out of the next larger
 * one. Output pads are `[v0]`, `[v1]`, … in the order of the renditions, which must be largest first; with
 * `measurePipe` also `[q]`, the picture as it came, to be measured (see #media/picture). A logo, which is input 1, lies
 * over what is encoded and not over what is measured.
 */
export const videoGraph = (
  probe: Probe,
  work: Pick<Ladder, 'toneMap' | 'deinterlace'>,
  renditions: readonly VideoRendition[],
  plan: FramePlan & { measurePipe?: number | undefined; logo?: Logo | undefined },
): string => {
  const top = renditions[0]
  if (!top) return ''
  const steady = steadyFrames({ ...plan, frameRate: top.frameRate })
  const head = [
    ...(work.deinterlace ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    ...steady,
    ...colorTag(probe),
    ...scaleTo(top),
    ...(work.toneMap ? toneMapFilters : []),
    'format=yuv420p',
  ]
  const logo = plan.logo ? `[p];${logoFilters(probe, plan.logo, { input: '1:v', over: 'p', picture: top })}` : ''
  const ladder = `${head.join(',')}${logo}${branches(renditions)}`
  const source = ['[0:V:0]', ...oneSize(probe).map((filter) => `${filter},`)].join('')
  if (plan.measurePipe === undefined) return `${source}${ladder}`
  const measure = measureFilters(probe, { input: 'm1', output: 'q', textPipe: plan.measurePipe })
  return `${source}split[l][m];[l]${ladder};[m]${steady.join(',')}[m1];${measure}`
}

/** Square pixels are stated after every step, or rounding to even sides would be made good by odd pixels. */
const scaleTo = ({ width, height }: VideoRendition): string[] => [
  `scale=${width}:${height}:flags=bicubic:out_range=tv`,
  'setsar=1',
]

/** `,split[v0][s1];[s1]scale…,split[v1][s2];…` down to the smallest. */
const branches = (renditions: readonly VideoRendition[]): string => {
  const smaller = renditions.slice(1)
  if (smaller.length === 0) return '[v0]'
  const steps = smaller.map((rendition, i) => {
    const last = i === smaller.length - 1
    const before = renditions[i]
    // The same picture in another coding.
    const isSame = before?.width === rendition.width && before.height === rendition.height
    return `[s${i + 1}]${isSame ? 'null' : scaleTo(rendition).join(',')}${last ? `[v${i + 1}]` : `,split[v${i + 1}][s${i + 2}]`}`
  })
  return `,split[v0][s1];${steps.join(';')}`
}
