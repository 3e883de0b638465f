/** An exact rational, such as 30000/1001 frames per second. */
export type Rational = { num: number; den: number }

/** A size that the picture has from a moment on, in square pixels; seconds after the first picture. */
export type PictureSize = { fromSeconds: number; width: number; height: number }

/** The picture track. Display size is what a viewer sees: square pixels, after rotation. */
export type VideoTrack = {
  codec: string
  codedWidth: number
  codedHeight: number
  /** Pixel shape, width : height. */
  sampleAspect: Rational
  /** Clockwise turn, in degrees, that players apply before showing. */
  rotationDegrees: 0 | 90 | 180 | 270
  /** A turn that is no quarter of a circle, as the file states it; absent where there is none. */
  tiltDegrees?: number
  displayWidth: number
  displayHeight: number
  /** The nominal rate; what a variable rate is brought to. */
  frameRate: Rational
  variableFrameRate: boolean
  pixelFormat: string
  bitDepth: number
  /** The colour matrix the source states, as ffmpeg names it; undefined where it says nothing. */
  colorMatrix: string | undefined
  /** Range (`tv`, `pc`), primaries and transfer as the source states them; absent where it says nothing. */
  colorRange?: string | undefined
  colorPrimaries?: string | undefined
  colorTransfer?: string | undefined
  hdr: 'pq' | 'hlg' | undefined
  interlaced: boolean
  /** The field that the container or the stream says comes first; absent where it says nothing. */
  fieldOrder?: 'top' | 'bottom' | undefined
  /** The codec's profile, as ffmpeg names it. */
  profile?: string | undefined
  /** Presentation time of the first picture on the container's clock. */
  startSeconds: number
  durationSeconds: number | undefined
  /** Exact number of pictures, where the container says it. */
  frames: number | undefined
  /** Where the picture changes its size midway; coded and displayed size are then those of the asset. */
  sizes?: PictureSize[]
}

/** A sound track; `index` counts the audio tracks from 0. */
export type AudioTrack = {
  index: number
  codec: string
  channels: number
  layout: string | undefined
  sampleRate: number
  language: string | undefined
  startSeconds: number
}

/** A subtitle track; `index` counts the subtitle tracks from 0. */
export type SubtitleTrack = {
  index: number
  codec: string
  language: string | undefined
  title?: string
  isDefault?: true
  forHearingImpaired?: true
}

/** What a media file is. `demuxer` is the container's name in ffmpeg, to be put into the MediaSource from now on. */
export type Probe = {
  demuxer: string
  durationSeconds: number
  /** Start of the container's clock: the smallest start of all its tracks. */
  startSeconds: number
  bitsPerSecond: number | undefined
  video: VideoTrack | undefined
  audio: AudioTrack[]
  subtitles: SubtitleTrack[]
  /** How many chapters the container names; absent where none. */
  chapters?: number
}

/** Sizes beyond which a picture is refused before anything is decoded. */
export type PictureLimits = { maximumSide: number; maximumPixels: number }
