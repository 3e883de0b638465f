import { MediaError } from '#media/ffmpeg'
import type { Probe, Rational } from '#media/probe'
import {
  av1Codec,
  av1LevelFor,
  beside,
  codingOf,
  hevcCodec,
  hevcLevelFor,
  type AdditionalCoding,
  type VideoCoding,
} from './coding.ts'
import { avcCodec, levelFor } from './level.ts'
import { gopFrames, outputFrameRate, videoTimescale } from './rate.ts'
import type { AudioRendition, Ladder, LadderProfile, VideoRendition } from './types.ts'

/** The ladder unless a station chooses another. */
export const standardProfile: LadderProfile = {
  shortSides: [1080, 720, 480, 360, 240],
  crf: 23,
  audioBitsPerSecond: 128_000,
}

/** A size between two rungs gets a rung of its own when the next lower one would lose this much of it. */
const worthOwnRung = 1.15
/** No player's decoder is sure to take a longer side. */
const longestSide = 4096

/** What other encoders than that of H.264 take at least. */
const leastSide = 64

/**
 * The renditions a source is made into: never larger than it is shown (square pixels, after rotation), rungs named by
 * their short side. Of one size H.264 comes first. A source without picture has sound only, one without sound has picture
 * only.
 */
export const ladderFor = (probe: Probe, profile: LadderProfile = standardProfile): Ladder => ({
  video: probe.video ? videoRenditions(probe, profile) : [],
  audio: probe.audio
    .filter((track) => track.channels > 0 && track.codec !== '')
    .map((track) => audioRendition(track, profile)),
  toneMap: probe.video?.hdr !== undefined,
  deinterlace: probe.video?.interlaced ?? false,
})

const videoRenditions = (probe: Probe, profile: LadderProfile): VideoRendition[] => {
  const own = shownSize(probe)
  const ownShortSide = Math.min(own.width, own.height)
  const fitting = profile.shortSides.filter((side) => side <= ownShortSide).toSorted((a, b) => b - a)
  const largest = Math.max(...profile.shortSides)
  const top = fitting[0]
  const ownRung = top === undefined || (top < largest && ownShortSide > top * worthOwnRung)
  const sides = ownRung ? [ownShortSide, ...fitting] : fitting
  return sides.flatMap((side) => [
    videoRendition(probe, side, profile, 'h264'),
    ...additionalAt(side, ownShortSide, profile).map((coding) => videoRendition(probe, side, profile, coding)),
  ])
}

/** The other codings of a rung: those that want its size, or, of a source in its own size, a larger one. */
const additionalAt = (side: number, ownShortSide: number, { additional = [] }: LadderProfile): AdditionalCoding[] =>
  side < leastSide
    ? []
    : [
        ...new Set(
          additional
            .filter(({ shortSides }) => shortSides.some((one) => one === side || (side === ownShortSide && one > side)))
            .map(({ coding }) => coding),
        ),
      ]

const videoRendition = (
  probe: Probe,
  shortSide: number,
  profile: LadderProfile,
  coding: VideoCoding,
): VideoRendition => {
  const size = sizeFor(shownSize(probe), shortSide)
  const frameRate = outputFrameRate(probe)
  const maximumBitsPerSecond = peakRate(size, frameRate, beside[coding].rate)
  const bufferBits = maximumBitsPerSecond * 2
  const name = `${Math.min(size.width, size.height)}p`
  return {
    name: coding === 'h264' ? name : `${name}-${coding}`,
    ...size,
    frameRate,
    timescale: videoTimescale(frameRate),
    gopFrames: gopFrames(frameRate),
    crf: profile.crf + beside[coding].crf,
    maximumBitsPerSecond,
    bufferBits,
    ...coded[coding]({ ...size, frameRate, maximumBitsPerSecond, bufferBits }),
    immediate: false,
  }
}

type Coded = Pick<VideoRendition, 'level' | 'codec'>
const coded: Record<VideoCoding, (picture: Parameters<typeof hevcLevelFor>[0]) => Coded> = {
  h264: (picture) => ({ level: levelFor(picture), codec: avcCodec(levelFor(picture)) }),
  hevc: (picture) => ({ level: hevcLevelFor(picture), codec: hevcCodec(hevcLevelFor(picture)) }),
  av1: (picture) => ({ level: av1LevelFor(picture), codec: av1Codec(av1LevelFor(picture)) }),
}

/**
 * The first seconds, quickly: the smallest rung of H.264 in one-second segments. It has the rung's own init, byte for byte, so
 * that players go from one to the other without noticing.
 */
export const previewFor = (probe: Probe, profile: LadderProfile = standardProfile): VideoRendition => {
  const smallest = ladderFor(probe, profile).video.findLast(({ codec }) => codingOf(codec) === 'h264')
  if (!smallest) throw new MediaError('no-picture', 'A file without picture has no preview')
  return { ...smallest, name: 'preview', gopFrames: Math.ceil(smallest.gopFrames / 2), immediate: true }
}

type Size = { width: number; height: number }

const shownSize = (probe: Probe): Size => ({
  width: probe.video?.displayWidth ?? 0,
  height: probe.video?.displayHeight ?? 0,
})

/** The picture brought to a short side, both sides even, nothing enlarged, no side beyond the longest allowed. */
const sizeFor = (own: Size, shortSide: number): Size => {
  const wanted = shortSide / Math.min(own.width, own.height)
  const scale = Math.min(1, wanted, longestSide / Math.max(own.width, own.height))
  const even = (side: number) => Math.max(2, Math.min(Math.round((side * scale) / 2) * 2, Math.floor(side / 2) * 2))
  return { width: even(own.width), height: even(own.height) }
}

/** Peak rates by picture size: 6 Mb/s at 1080p, 3 at 720p, 0.45 at 240p, half as much again above 30 a second. */
const peakRate = (size: Size, frameRate: Rational, share: number): number => {
  const pixels = size.width * size.height
  const fast = frameRate.num / frameRate.den > 31 ? 1.5 : 1
  const bits = 6_000_000 * (pixels / (1920 * 1080)) ** 0.75 * fast * share
  return Math.max(100_000, Math.round(bits / 50_000) * 50_000)
}

const audioRendition = (track: Probe['audio'][number], profile: LadderProfile): AudioRendition => ({
  name: `audio-${track.index}`,
  track: track.index,
  channels: 2,
  sampleRate: 48_000,
  bitsPerSecond: profile.audioBitsPerSecond,
  codec: 'mp4a.40.2',
  language: track.language,
})
