import type { Probe } from '#media/probe'
import type { MediaInfo } from './contract.ts'

/** A probe in the terms a person asks for. */
export const mediaInfo = (probe: Probe): MediaInfo => ({
  container: probe.demuxer,
  durationSeconds: probe.durationSeconds,
  ...(probe.bitsPerSecond === undefined ? {} : { bitsPerSecond: probe.bitsPerSecond }),
  ...(probe.video
    ? {
        video: {
          codec: probe.video.codec,
          width: probe.video.displayWidth,
          height: probe.video.displayHeight,
          frameRate: probe.video.frameRate.num / probe.video.frameRate.den,
          rotationDegrees: probe.video.rotationDegrees,
          hdr: probe.video.hdr !== undefined,
          interlaced: probe.video.interlaced,
          variableFrameRate: probe.video.variableFrameRate,
        },
      }
    : {}),
  audio: probe.audio.map(({ codec, channels, sampleRate, language }) => ({
    codec,
    channels,
    sampleRate,
    ...(language === undefined ? {} : { language }),
  })),
})
