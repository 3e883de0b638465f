export { MediaError } from './error.ts'
export { type FfmpegOptions, type FfmpegRun, type Progress, runFfmpeg } from './ffmpeg.ts'
export { type FfprobeOptions, type FfprobeRun, runFfprobe } from './ffprobe.ts'
export { inputArgs, isUrl, type MediaSource, mostPixels, publicName } from './source.ts'
