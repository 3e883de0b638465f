import type { Probe, Rational } from '#media/probe'
import { smallSize } from './size.ts'

/** Which frames of the constant output rate come out, and how far the source's clock is from them. */
export type FrameRunPlan = {
  frameRate: Rational
  /** Seconds on the source's own clock at which the first of the frames is shown. */
  offsetSeconds: number
  frames: number
}

/** Frames that may be missing at the source's end and are then filled with the last picture, in seconds. */
const fillSeconds = 1

/** The filters that make an exact run of frames at a constant rate of whatever comes. */
export const steadyFrames = ({ frameRate, offsetSeconds, frames }: FrameRunPlan): string[] => [
  `setpts=PTS-${offsetSeconds.toFixed(6)}/TB`,
  `fps=${frameRate.num}/${frameRate.den}:start_time=0:round=near`,
  `tpad=stop_mode=clone:stop_duration=${fillSeconds}`,
  `trim=end_frame=${frames}`,
]

/**
 * The filters that bring pictures of several sizes to that of the asset, in their own shape with black around them; none
 * where the size never changes. They come before everything else, since nothing else bears a change.
 */
export const oneSize = (probe: Probe): string[] => {
  const { sizes, codedWidth, codedHeight } = probe.video ?? {}
  if (!sizes) return []
  const width = `2*max(1,round(min(${codedWidth},${codedHeight}*dar)/2))`
  const height = `2*max(1,round(min(${codedHeight},${codedWidth}/dar)/2))`
  return [
    `scale=w='${width}':h='${height}':eval=frame:interl=-1:flags=bicubic`,
    `pad=${codedWidth}:${codedHeight}:(ow-iw)/2:(oh-ih)/2:eval=frame`,
    'setsar=1',
  ]
}

/** Input options for them: left to itself, ffmpeg begins its filters anew with every size, and counts frames from 0. */
export const oneSizeArgs = (probe: Probe): string[] => (probe.video?.sizes ? ['-reinit_filter', '0'] : [])

/** Formats whose luma lies in a plane of its own; of anything else luma is made. */
const planar = ['yuv420p', 'yuv422p', 'yuv444p', 'yuv411p', 'yuv410p', 'yuv440p', 'gray']
const deep = ['yuv420p10le', 'yuv422p10le', 'yuv444p10le', 'yuv420p12le', 'yuv422p12le', 'yuv444p12le']
const full = ['yuvj420p', 'yuvj422p', 'yuvj444p', 'yuvj411p', 'yuvj440p']

const withPlane = new Set([...planar, ...deep, ...full])

/** The filters that leave of a picture its luma, in full size. */
export const toPlane = (probe: Probe): string[] => {
  const { pixelFormat = '' } = probe.video ?? {}
  // Of several formats ffmpeg may find none that suits both sides: one is named.
  return [`format=${withPlane.has(pixelFormat) ? pixelFormat : 'yuv444p'}`, 'extractplanes=y']
}

/** How idet calls what it makes of a frame. */
export const scanKey = 'lavfi.idet.single.current_frame'

/**
 * The filters that measure: `[<input>]…[<output>]`, where the output is the luma of every frame, small, and what the
 * lines of the full frame tell of its fields goes as text into `pipe:<textPipe>`. The frames must already be those of
 * the constant rate, not deinterlaced. Costs about 1 ms a frame of 1080p.
 */
export const measureFilters = (probe: Probe, names: { input: string; output: string; textPipe: number }): string => {
  const { width, height } = smallSize(probe)
  return [
    `[${names.input}]${toPlane(probe).join(',')}`,
    'idet',
    // Of the fifteen lines that idet has to say of a frame, this one; printing them all costs more than finding them.
    `metadata=mode=print:key=${scanKey}:file=pipe\\\\:${names.textPipe}`,
    // Levels as they are: left to itself, scaling would stretch video range, where it is stated, to full.
    `scale=${width}:${height}:flags=area:in_range=pc:out_range=pc`,
    `format=gray[${names.output}]`,
  ].join(',')
}

/** What ffmpeg is told of the output of the filters above. */
export const measureOutput = (output: string, pipe: number): string[] => [
  '-map',
  `[${output}]`,
  '-fps_mode',
  'passthrough',
  '-f',
  'rawvideo',
  `pipe:${pipe}`,
]
