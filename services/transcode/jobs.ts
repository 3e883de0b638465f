import type { runs } from '#backbone/jobs/contract'
import { Problem, type Call, type Kit, type Running, type WorkContext } from '#backbone'
import { encodeAudio, encodeHead, encodeSlice, type EncodedSegment, type EncodeResult } from '#media/encode'
import { MediaError, type MediaSource } from '#media/ffmpeg'
import { ladderFor, previewFor } from '#media/ladder'
import { probe, type Probe } from '#media/probe'
import { keyframeTimes, planSlices, withSizes, type PictureIndex } from '#media/slices'
import type { slice } from '#services/slice'
import type { storage } from '#services/storage'
import type { transcode } from './contract.ts'
import { flowId, pictureFlow, soundFlow, type Made } from './flows.ts'
import { groupRenditions, viewingOrder } from './grouping.ts'
import { previewFrames, soundOfHead } from './head.ts'
import { mediaInfo } from './info.ts'
import { makePictures } from './pictures.ts'
import { putPiece } from './measured.ts'
import { logoFile, settledProfile, settledStandard } from './settled.ts'
import { keepSound } from './sound.ts'
import { asProblem, clock, commandLines, cutOff, lastWords } from './words.ts'
import { openShelf } from './shelf.ts'
import { countSegments, findPlan, findSlice, keepPlan, type Tables } from './store.ts'

export type TranscodeKit = Kit<
  typeof transcode,
  { runs: typeof runs; slice: typeof slice; storage: typeof storage },
  Tables
>
type Source = { source: string; essence: string }

/** Long enough that starting ffmpeg does not count, short enough that losing a worker costs little. */
const sliceSeconds = 10
/** Whoever began to watch before the end of the ingest may still be watching the preview's list of segments. */
const previewKeptSeconds = 24 * 3600
/** A source that ends within the preview, or whose picture changes its size there. */
const noPreview = new Set(['slice-incomplete', 'off-grid'])
/** A file cut off within its last packet shows a little less than a picture too little. */
const leastMissingSeconds = 0.01
/** Work behind what people wait for: requests are answered first. */
const nice = 10

const notPlanned = (source: string) =>
  new Problem('not-planned', 409, 'This source has not been probed and planned yet', { source })

/** The steps of an ingest. Each may be done again at any time and leaves the same behind. */
export const work = (kit: TranscodeKit): Running<typeof transcode>['work'] => {
  const { use } = kit

  const sourceOf = async ({ essence }: Source, call: Call): Promise<MediaSource> => {
    const { location } = await use.storage.source({ id: essence }, call)
    return { location }
  }

  /** The source as its content shows it to be, with the demuxer it is read by from now on. */
  const examine = async (from: Source, step: WorkContext) => {
    const source = await sourceOf(from, step.call)
    const found = await probe(source, { signal: step.signal, ...telling(step) })
    return { found, source: { ...source, demuxer: found.demuxer } }
  }

  /** The source as it was planned. */
  const planned = async (from: Source, { call }: WorkContext) => {
    const plan = await kit.inStation(call, (tx) => findPlan(tx, from.source))
    if (!plan) throw notPlanned(from.source)
    const profile = plan.profile ?? settledStandard
    return { ...plan, profile, input: { ...(await sourceOf(from, call)), demuxer: plan.probe.demuxer } }
  }

  /** What every encode is told, and where its segments go. */
  const encoding = (made: Made, step: WorkContext) => ({
    folder: step.folder,
    signal: step.signal,
    ...telling(step),
    ...openShelf(kit, made, step.call),
    onProgress: ({ share, speed }: { share: number; speed: number }) =>
      step.progress(share, speed > 0 ? `${speed.toFixed(1)}×` : undefined),
  })

  const idleWorkers = async (call: Call): Promise<number> => {
    const queues = await use.runs.queues({}, call)
    const queue = queues.find(({ name }) => name === 'transcode')
    return queue ? Math.max(0, queue.slots - queue.ready - queue.admitted - queue.running) : 0
  }

  return inWords({
    async head({ profile: wanted, columns, ...from }, step) {
      const { found, source } = await examine(from, step)
      const profile = await settledProfile(kit, from.source, { profile: wanted, columns }, step)
      const made = { source: from.source, tag: profile.tag }
      const ladder = ladderFor(found, profile.ladder)
      const preview = found.video && previewFor(found, profile.ladder)
      if (preview) await use.slice.openFlow(pictureFlow(made, preview, 'preview'), step.call)
      // Declared before the first picture can be played: a player that begins now must know that sound will come.
      for (const sound of ladder.audio) await use.slice.openFlow(soundFlow(made, sound), step.call)
      if (!preview) return { segments: 0 }
      const options = encoding(made, step)
      const logo = await logoFile(kit, profile, step.folder)
      const sound = soundOfHead({ source, found, first: ladder.audio[0] }, options, step)
      const onSegment = async (segment: EncodedSegment) => {
        await options.onSegment(segment)
        sound.begin()
      }
      try {
        const head = { frames: previewFrames(found), rendition: preview }
        const result = await encodeHead(source, found, head, { ...options, onSegment, logo })
        account(step, result)
        await use.slice.complete({ id: flowId(made, preview.name), segments: result.segments }, step.call)
        return { segments: result.segments }
      } catch (error) {
        if (!(error instanceof MediaError && noPreview.has(error.code))) throw error
        // What is wrong with the source, also a size that changes, is for the plan to find; without its end the preview
        // cannot be joined on to.
        step.log(`No preview: ${error.message}`)
        await use.slice.drop({ source: from.source, role: 'preview' }, step.call)
        return { segments: 0 }
      } finally {
        await sound.done()
      }
    },

    async plan({ profile: wanted, columns, ...from }, step) {
      const { found: first, source } = await examine(from, step)
      const found = await withSizes(source, first, { signal: step.signal, ...telling(step) })
      const profile = await settledProfile(kit, from.source, { profile: wanted, columns }, step)
      const made = { source: from.source, tag: profile.tag }
      const ladder = ladderFor(found, profile.ladder)
      const track = found.video ? 'picture' : 'sound'
      const index = await keyframeTimes(source, { signal: step.signal, track, ...telling(step) })
      refuseCutOff(found, index)
      const head = found.video ? previewFrames(found) : 0
      const slices = found.video ? planSlices(found, index, { targetSeconds: sliceSeconds, headFrames: head }) : []
      for (const picture of ladder.video) await use.slice.openFlow(pictureFlow(made, picture, 'ladder'), step.call)
      for (const sound of ladder.audio) await use.slice.openFlow(soundFlow(made, sound), step.call)
      const media = mediaInfo(found)
      const of = { source: from.source, station: step.call.station }
      await kit.inStation(step.call, async (tx) => {
        await keepPlan(tx, of, { media, probe: found, ladder, profile }, slices)
        await kit.publish(tx, 'probed', { station: of.station, subject: from.source }, { source: from.source, media })
      })
      const groups = groupRenditions(
        ladder.video.map(({ name }) => name),
        { slices: slices.length, idleWorkers: await idleWorkers(step.call) },
      )
      return {
        media,
        hasVideo: ladder.video.length > 0,
        hasAudio: ladder.audio.length > 0,
        hasTexts: found.subtitles.length > 0 || found.chapters !== undefined,
        slices: viewingOrder(slices, head).flatMap(({ index, durationSeconds }) =>
          groups.map((renditions) => ({ index, renditions, seconds: durationSeconds })),
        ),
      }
    },

    async audio(from, step) {
      const { input, probe: found, ladder, profile } = await planned(from, step)
      const made = { source: from.source, tag: profile.tag }
      let segments = 0
      for (const [i, sound] of ladder.audio.entries()) {
        const result = await encodeAudio(input, found, sound, { ...encoding(made, step), nice, measure: i === 0 })
        account(step, result)
        if (result.sound) await keepSound(kit, from.source, result.sound, step)
        await use.slice.complete({ id: flowId(made, sound.name), segments: result.segments }, step.call)
        segments += result.segments
      }
      return { segments }
    },

    async slice({ index, renditions, ...from }, step) {
      const { input, probe: found, ladder, profile } = await planned(from, step)
      const run = await kit.inStation(step.call, (tx) => findSlice(tx, from.source, index))
      const wanted = ladder.video.filter(({ name }) => renditions.includes(name))
      if (!run || wanted.length !== renditions.length) throw notPlanned(from.source)
      const logo = await logoFile(kit, profile, step.folder)
      const options = { ...encoding({ source: from.source, tag: profile.tag }, step), nice, logo }
      const { name: last } = ladder.video.at(-1)!
      // Of workers that share a slice's renditions, the one with the smallest has the time to look at the picture.
      const measure = renditions.includes(last)
      const result = await encodeSlice(input, found, run, wanted, { ...options, measure })
      account(step, result)
      if (result.signals) await putPiece(kit, from.source, { index, signals: result.signals }, step.call)
      return { frames: run.frames }
    },

    async thumbnails(from, step) {
      const { input, probe: found } = await planned(from, step)
      return { sheets: await makePictures(kit, from.source, { input, probe: found }, step, telling(step)) }
    },

    async finish({ source }, step) {
      const segments = await kit.inStation(step.call, (tx) => countSegments(tx, source))
      const { items } = await use.slice.flows({ source }, step.call)
      const ladder = items.filter(({ flow }) => flow.role === 'ladder')
      for (const { flow, ...all } of ladder)
        await use.slice.complete({ id: flow.id, segments: flow.kind === 'video' ? segments : all.segments }, step.call)
      await use.slice.drop({ source, role: 'preview', afterSeconds: previewKeptSeconds }, step.call)
      return { flows: ladder.length }
    },
  })
}

/** Every command is in the log of its step before it is run. */
const telling = (step: WorkContext) => ({
  onCommand: (command: readonly string[]) => commandLines(command).forEach((line) => step.log(line)),
})

/** Notes what an encode cost and what was wrong with the source. */
const account = (step: WorkContext, { cpuSeconds, findings }: EncodeResult): void => {
  step.spent(cpuSeconds)
  for (const { fromSeconds, toSeconds, message } of findings)
    step.log(`The source is damaged between ${clock(fromSeconds)} and ${clock(toSeconds)}: ${message}`)
}

/**
 * An index at the beginning of a file tells of pictures (or sound) that a file cut off later does not have any more.
 * Recordings that were cut off and never said how long they would be are taken as they are.
 */
const refuseCutOff = (found: Probe, index: PictureIndex): void => {
  const claimed = found.video?.durationSeconds ?? found.durationSeconds
  const end = index.lastPictureSeconds + index.lastPictureDurationSeconds
  const stated = found.demuxer === 'mov' || found.demuxer === 'mxf'
  const short = stated && found.video?.durationSeconds !== undefined && claimed - end > Math.max(1, claimed * 0.02)
  if (short || (index.endsEarly && claimed - end > leastMissingSeconds)) throw cutOff(end, claimed)
}

/** The work that this service promises. */
export type Work = NonNullable<Running<typeof transcode>['work']>

/** What the media engine could not do is said in words for people. */
const inWords = (works: Work): Work =>
  Object.fromEntries(
    Object.entries(works).map(([name, one]) => [
      name,
      async (input: never, step: WorkContext) => {
        try {
          return await (one as (input: never, step: WorkContext) => Promise<object>)(input, step)
        } catch (error) {
          for (const line of lastWords(error)) step.log(line)
          throw asProblem(error)
        }
      },
    ]),
  ) as Work
