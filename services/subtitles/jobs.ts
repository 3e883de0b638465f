import type { Running, WorkContext } from '#backbone'
import { Problem } from '#backbone'
import { MediaError } from '#media/ffmpeg'
import { probe, type Probe } from '#media/probe'
import { extractSubtitles, readChapters, textCodecs, type Cue } from '#media/subtitles'
import type { subtitles } from './contract.ts'
import type { SubtitlesKit } from './kit.ts'
import { languageOf, nameOf, usualLanguage } from './languages.ts'
import type { Tracks } from './tracks.ts'

type Of = { source: string; essence: string }
/** After so many an ingest goes on without its texts. */
const attempts = 3

/** Takes subtitles and chapters out of files. Done again, it makes no second track of what it has made one of. */
export const work = (kit: SubtitlesKit, { add }: Pick<Tracks, 'add'>): Running<typeof subtitles>['work'] => {
  const extract = async ({ source: asset, essence }: Of, step: WorkContext): Promise<number> => {
    const { location } = await kit.use.storage.source({ id: essence }, step.call)
    const found = await probe({ location }, { signal: step.signal })
    const source = { location, demuxer: found.demuxer }
    // A film's time begins with its first picture, where it has one: sound that began before is left out.
    const startSeconds = found.video?.startSeconds ?? found.startSeconds
    const options = { signal: step.signal, folder: step.folder, startSeconds }
    const isText = ({ codec }: Probe['subtitles'][number]) => textCodecs.includes(codec)
    for (const { index, codec } of found.subtitles.filter((one) => !isText(one)))
      step.log(`Subtitle track ${index + 1} is ${codec || 'of an unknown kind'}: pictures, of which no text can be had`)
    const wanted = found.subtitles.filter(isText).slice(0, 40)
    const texts =
      wanted.length === 0
        ? []
        : await extractSubtitles(
            source,
            wanted.map(({ index }) => index),
            options,
          )
    let made = 0
    const keep = async (
      stream: string,
      track: Pick<Parameters<typeof add>[1], 'kind' | 'language' | 'label' | 'is_default'>,
      cues: Cue[],
    ) => {
      const rest = { asset, shown: true, origin: 'embedded', stream, format: null, encoding: null } as const
      if (await add(step.call, { ...rest, ...track, cues })) made += 1
    }
    for (const [i, cues] of texts.entries()) {
      const { index, language: said, title, isDefault = false, forHearingImpaired = false } = wanted[i]!
      if (cues instanceof MediaError) {
        step.log(`Subtitle track ${index + 1} was left out: ${cues.message}`)
        continue
      }
      const language = (said && languageOf(said)) ?? usualLanguage
      const kind = forHearingImpaired ? 'captions' : 'subtitles'
      await keep(
        `subtitles/${index}`,
        { kind, language, label: (title ?? nameOf(language)).slice(0, 100), is_default: isDefault },
        cues,
      )
    }
    const chapters = found.chapters === undefined ? [] : await readChapters(source, options)
    if (chapters.length > 0)
      await keep(
        'chapters',
        { kind: 'chapters', language: usualLanguage, label: nameOf(usualLanguage), is_default: true },
        chapters,
      )
    return made
  }

  return {
    async extract(of, step) {
      try {
        return { tracks: await extract(of, step) }
      } catch (error) {
        const isOver = error instanceof Problem && error.type === 'asset-not-found'
        const isWorthAnotherTry = !(error instanceof MediaError) && step.attempt < attempts && !isOver
        if (step.signal.aborted || isWorthAnotherTry) throw error
        // An asset that plays is not lost because its texts cannot be had.
        kit.log.error({ asset: of.source, error }, 'texts could not be taken out of a file')
        step.log(`No subtitles: ${error instanceof Error ? error.message : String(error)}`)
        return { tracks: 0 }
      }
    },
  }
}
