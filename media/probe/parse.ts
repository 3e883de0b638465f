import type { AudioTrack, PictureLimits, Probe, Rational, SubtitleTrack, VideoTrack } from './types.ts'
import { isVariable, nominalRate, parseRate } from './rate.ts'

/** One stream as ffprobe's JSON describes it. */
export type RawStream = {
  codec_type?: string
  codec_name?: string
  width?: number
  height?: number
  sample_aspect_ratio?: string
  pix_fmt?: string
  bits_per_raw_sample?: string
  profile?: string
  color_range?: string
  color_space?: string
  color_primaries?: string
  color_transfer?: string
  field_order?: string
  r_frame_rate?: string
  avg_frame_rate?: string
  start_time?: string
  duration?: string
  nb_frames?: string
  channels?: number
  channel_layout?: string
  sample_rate?: string
  disposition?: { attached_pic?: number; default?: number; hearing_impaired?: number }
  tags?: Record<string, string>
  side_data_list?: { rotation?: number }[]
}

/** ffprobe's JSON, as far as it is used. */
export type RawProbe = {
  streams?: RawStream[]
  chapters?: unknown[]
  format?: { format_name?: string; duration?: string; start_time?: string; bit_rate?: string }
}

const seconds = (text: string | undefined): number | undefined => {
  const value = Number.parseFloat(text ?? '')
  return Number.isFinite(value) ? value : undefined
}

const count = (text: string | undefined): number | undefined => {
  const value = Number(text)
  return Number.isSafeInteger(value) && value > 0 ? value : undefined
}

/** Turns ffprobe's JSON into a Probe; tracks without a usable description are left out. */
export const parseProbe = (raw: RawProbe): Probe => {
  const streams = raw.streams ?? []
  const picture = streams.find((stream) => stream.codec_type === 'video' && !stream.disposition?.attached_pic)
  const ofType = (type: string) => streams.filter((stream) => stream.codec_type === type)
  return {
    demuxer: raw.format?.format_name?.split(',')[0] ?? '',
    durationSeconds:
      seconds(raw.format?.duration) ?? Math.max(0, ...streams.map((stream) => seconds(stream.duration) ?? 0)),
    startSeconds: seconds(raw.format?.start_time) ?? 0,
    bitsPerSecond: count(raw.format?.bit_rate),
    video: picture && parseVideo(picture),
    audio: ofType('audio').map(parseAudio),
    subtitles: ofType('subtitle').map(parseSubtitle),
    ...(raw.chapters && raw.chapters.length > 0 ? { chapters: raw.chapters.length } : {}),
  }
}

/** Slower films show each picture several times: a segment of the preview, which is a second, has two pictures at least. */
const slowestRate = 2

const parseVideo = (stream: RawStream): VideoTrack => {
  const codedWidth = stream.width ?? 0
  const codedHeight = stream.height ?? 0
  const sampleAspect = parseAspect(stream.sample_aspect_ratio)
  const rotationDegrees = parseRotation(stream)
  const squareWidth = Math.round((codedWidth * sampleAspect.num) / sampleAspect.den)
  const sideways = rotationDegrees === 90 || rotationDegrees === 270
  const nominal = nominalRate(parseRate(stream.avg_frame_rate), parseRate(stream.r_frame_rate))
  const times = Math.ceil((slowestRate * nominal.den) / nominal.num)
  return {
    codec: stream.codec_name ?? '',
    codedWidth,
    codedHeight,
    sampleAspect,
    rotationDegrees,
    ...tiltOf(stream),
    displayWidth: sideways ? codedHeight : squareWidth,
    displayHeight: sideways ? squareWidth : codedHeight,
    frameRate: { num: nominal.num * times, den: nominal.den },
    variableFrameRate: times > 1 || isVariable(parseRate(stream.avg_frame_rate), parseRate(stream.r_frame_rate)),
    pixelFormat: stream.pix_fmt ?? '',
    bitDepth: Number(stream.bits_per_raw_sample) || depthOf(stream.pix_fmt),
    colorMatrix: stated(stream.color_space),
    colorRange: stated(stream.color_range),
    colorPrimaries: stated(stream.color_primaries),
    colorTransfer: stated(stream.color_transfer),
    hdr: hdrOf(stream.color_transfer),
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? ''),
    fieldOrder: fieldOrderOf(stream.field_order),
    profile: stated(stream.profile),
    startSeconds: seconds(stream.start_time) ?? 0,
    durationSeconds: seconds(stream.duration),
    frames: count(stream.nb_frames),
  }
}

const stated = (text: string | undefined): string | undefined =>
  text === undefined || text === 'unknown' || text === 'reserved' ? undefined : text

/** ffprobe's second letter is the field that is shown first. */
const fieldOrderOf = (text: string | undefined): 'top' | 'bottom' | undefined => {
  if (text === 'tt' || text === 'bt') return 'top'
  return text === 'bb' || text === 'tb' ? 'bottom' : undefined
}

const parseAudio = (stream: RawStream, index: number): AudioTrack => ({
  index,
  codec: stream.codec_name ?? '',
  channels: stream.channels ?? 0,
  layout: stream.channel_layout,
  sampleRate: Number(stream.sample_rate) || 0,
  language: languageOf(stream),
  startSeconds: seconds(stream.start_time) ?? 0,
})

const parseSubtitle = (stream: RawStream, index: number): SubtitleTrack => {
  const title = stream.tags?.['title']?.trim().slice(0, 200)
  return {
    index,
    codec: stream.codec_name ?? '',
    language: languageOf(stream),
    ...(title ? { title } : {}),
    ...(stream.disposition?.default ? { isDefault: true } : {}),
    ...(stream.disposition?.hearing_impaired ? { forHearingImpaired: true } : {}),
  }
}

const languageOf = (stream: RawStream): string | undefined => {
  const language = stream.tags?.['language']
  return language && language !== 'und' && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/.test(language) ? language : undefined
}

/** The shape of a pixel as ffprobe says it; square where it says none or what cannot be meant. */
export const parseAspect = (text: string | undefined): Rational => {
  const [num = 0, den = 0] = (text ?? '').split(':').map(Number)
  const believable = num > 0 && den > 0 && num / den < 10 && den / num < 10
  return believable ? { num, den } : { num: 1, den: 1 }
}

const parseRotation = (stream: RawStream): 0 | 90 | 180 | 270 => {
  // ffprobe counts anticlockwise; players and people count clockwise.
  const anticlockwise = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0
  const quarter = (((Math.round(-anticlockwise / 90) * 90) % 360) + 360) % 360
  return quarter === 90 || quarter === 180 || quarter === 270 ? quarter : 0
}

const tiltOf = (stream: RawStream): { tiltDegrees?: number } => {
  const stated = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0
  const isTurn = Math.abs(stated) < 360 && stated % 90 !== 0
  return isTurn ? { tiltDegrees: -stated } : {}
}

const depthOf = (pixelFormat: string | undefined): number =>
  Number(/p0?(9|10|12|14|16)(?:le|be)$/.exec(pixelFormat ?? '')?.[1] ?? 8)

const hdrOf = (transfer: string | undefined): 'pq' | 'hlg' | undefined => {
  if (transfer === 'smpte2084') return 'pq'
  return transfer === 'arib-std-b67' ? 'hlg' : undefined
}

/** Whether a picture is beyond the limits, in its coded or its displayed size. */
export const tooLarge = (
  video: Pick<VideoTrack, 'codedWidth' | 'codedHeight' | 'displayWidth' | 'displayHeight'>,
  limits: PictureLimits,
): boolean =>
  Math.max(video.codedWidth, video.codedHeight, video.displayWidth, video.displayHeight) > limits.maximumSide ||
  video.codedWidth * video.codedHeight > limits.maximumPixels
