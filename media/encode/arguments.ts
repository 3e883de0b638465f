import { type AudioRendition, codingOf, type VideoCoding, type VideoRendition } from '#media/ladder'

/** The number of threads is part of what x264 puts out: fixed, so that every machine makes the same bytes. */
const encoderThreads = 4

/** Named options as an argument list; an option without value is left out. */
const named = (options: Record<string, string | number | undefined>): string[] =>
  Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]))

/** How a rendition's pictures are coded: capped CRF, closed GOPs of equal length, the same bytes every time. */
export const videoArgs = (rendition: VideoRendition): string[] => [
  ...named(encoders[codingOf(rendition.codec)](rendition)),
  ...named({
    '-crf': rendition.crf,
    '-maxrate': rendition.maximumBitsPerSecond,
    '-bufsize': rendition.bufferBits,
    '-g': rendition.gopFrames,
    '-fps_mode': 'passthrough',
    '-video_track_timescale': rendition.timescale,
  }),
]

const parameters = (all: Record<string, string | number>): string =>
  Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .join(':')

const encoders: Record<VideoCoding, (rendition: VideoRendition) => Record<string, string | number>> = {
  h264: (rendition) => ({
    '-c:v': 'libx264',
    '-preset': 'veryfast',
    // Only settings that leave the stream's header as it is. A lookahead of its own pace makes bytes that depend on how
    // busy the machine is, where a buffer bounds the rate: measured, about one run in five on a loaded machine.
    '-x264-params': `sync-lookahead=0${rendition.immediate ? ':rc-lookahead=0:b-adapt=0:subme=1' : ''}`,
    '-profile:v': 'high',
    '-level:v': rendition.level,
    '-keyint_min': rendition.gopFrames,
    '-sc_threshold': 0,
    '-threads': encoderThreads,
  }),
  hevc: (rendition) => ({
    '-c:v': 'libx265',
    '-preset': 'veryfast',
    '-profile:v': 'main',
    // As players want it: parameter sets stand in the header only.
    '-tag:v': 'hvc1',
    '-x265-params': parameters({
      'log-level': 'error',
      'level-idc': Math.round(Number(rendition.level) * 10),
      'high-tier': 0,
      'min-keyint': rendition.gopFrames,
      scenecut: 0,
      'open-gop': 0,
      info: 0,
      // Threads that share pictures make bytes that depend on the machine.
      'frame-threads': 1,
      pools: 'none',
    }),
  }),
  av1: (rendition) => ({
    '-c:v': 'libsvtav1',
    '-preset': 10,
    '-svtav1-params': parameters({
      level: Math.round(Number(rendition.level) * 10),
      tier: 0,
      // Every GOP begins with a key frame, on which alone it depends.
      'irefresh-type': 2,
      scd: 0,
      lp: 1,
    }),
  }),
}

/** How a rendition's sound is coded: AAC-LC, stereo. */
export const audioArgs = (rendition: AudioRendition): string[] =>
  named({
    '-c:a': 'aac',
    '-profile:a': 'aac_low',
    '-b:a': rendition.bitsPerSecond,
    '-ar': rendition.sampleRate,
    '-ac': rendition.channels,
  })

/** Where fragments end: at every keyframe, or after a number of seconds where every packet is one. */
export type Cut = { atKeyframes: true } | { everySeconds: number }

/**
 * The container: CMAF fragments into a pipe, beginning at an absolute second of the timeline. The header is written
 * before anything is known of the content, so that it is the same for every slice, and holds no edit list. Composition
 * offsets stay positive (no `cmaf` flag): ffmpeg-based players show negative ones two frames late.
 */
export const cmafArgs = (options: { startSeconds: number; cut: Cut; pipe: number }): string[] => {
  const atKeyframes = 'atKeyframes' in options.cut ? '+frag_keyframe' : ''
  return [
    ...named({
      '-map_metadata': -1,
      '-map_chapters': -1,
      '-flags': '+bitexact',
      '-fflags': '+bitexact',
      '-output_ts_offset': options.startSeconds.toFixed(6),
      '-avoid_negative_ts': 'disabled',
      '-use_editlist': 0,
      '-movflags': `+empty_moov+default_base_moof+frag_discont+skip_trailer${atKeyframes}`,
      '-frag_duration': 'everySeconds' in options.cut ? Math.round(options.cut.everySeconds * 1e6) : undefined,
      '-f': 'mp4',
    }),
    `pipe:${options.pipe}`,
  ]
}
