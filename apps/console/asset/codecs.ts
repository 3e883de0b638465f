const names: Record<string, string> = {
  h264: 'H.264',
  avc1: 'H.264',
  avc3: 'H.264',
  hevc: 'HEVC',
  hvc1: 'HEVC',
  hev1: 'HEVC',
  av1: 'AV1',
  av01: 'AV1',
  vp9: 'VP9',
  vp09: 'VP9',
  mpeg2video: 'MPEG-2',
  mpeg4: 'MPEG-4',
  prores: 'ProRes',
  dnxhd: 'DNxHD',
  aac: 'AAC',
  mp4a: 'AAC',
  mp3: 'MP3',
  opus: 'Opus',
  flac: 'FLAC',
  ac3: 'AC-3',
}

/** A codec as people call it, by ffmpeg's name or RFC 6381; what has no other name stays as it is said. */
export const codecName = (codec: string): string =>
  names[codec] ?? names[codec.split('.')[0]!] ?? (codec.startsWith('pcm_') ? 'PCM' : codec)
