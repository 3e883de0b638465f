import { Type, type Static } from 'typebox'
import { step, workflow, type Step } from '#backbone'
import { Id, Text } from '#backbone/schemas'
import { dna } from '#services/dna'
import { qc } from '#services/qc'
import { subtitles } from '#services/subtitles'
import { transcode } from '#services/transcode'
import { present } from './shape.ts'

const Input = Type.Object({
  asset: Id,
  essence: Id,
  /** By what to encode, if not as its column or the station does. */
  profile: Type.Optional(Text(64)),
  /** The column it is in and those above that, nearest first. */
  columns: Type.Optional(Type.Array(Id, { maxItems: 20 })),
})
type Input = Static<typeof Input>
type Plan = Static<NonNullable<(typeof transcode)['work']>['plan']['output']>

/** What is looked at first is made first: the beginning, then everything that decides about the rest. */
const priorities = {
  head: 40,
  plan: 30,
  audio: 20,
  thumbnails: 15,
  slice: 10,
  finish: 30,
  texts: 8,
  judge: 6,
  fingerprint: 5,
}

/**
 * From stored essence to an asset that plays everywhere: a first playable rendition at once, then the plan, then sound,
 * pictures and all slices on any free worker, and the flows are closed when everything is there.
 */
export const ingest = workflow({
  name: 'ingest',
  input: Input,
  start: ({ asset: source, essence, profile, columns }) => [
    step(transcode, 'head', {
      key: 'head',
      title: 'First playable rendition',
      input: { source, essence, ...present({ profile, columns }) },
      priority: priorities.head,
      weight: 4,
    }),
    step(transcode, 'plan', {
      key: 'plan',
      title: 'Probe and plan',
      input: { source, essence, ...present({ profile, columns }) },
      // Nothing takes the processor away from the first picture.
      after: ['head'],
      priority: priorities.plan,
      weight: 2,
    }),
  ],
  grow: {
    [`${transcode.name}.plan`]: (plan: Plan, input: Input) => {
      const work = [...sound(plan, input), ...picture(plan, input)]
      const { asset: source, essence } = input
      const after = ['head', ...work.map((one) => one.key)]
      return [
        ...work,
        ...texts(plan, input),
        step(transcode, 'finish', {
          key: 'finish',
          title: 'Close the flows',
          input: { source, essence },
          after,
          priority: priorities.finish,
        }),
        step(qc, 'judge', {
          key: 'judge',
          title: 'Technical QC',
          input: { source, essence },
          // Of what was measured on the way, so it takes no longer than closing the flows.
          after,
          priority: priorities.judge,
        }),
        step(dna, 'register', {
          key: 'fingerprint',
          title: 'Fingerprint',
          input: { source, essence },
          // By then what it is made of has been measured; and it is known before anybody can publish.
          after,
          priority: priorities.fingerprint,
          weight: weightOf(plan.media.durationSeconds / 20),
        }),
      ]
    },
  },
})

const sound = (plan: Plan, { asset: source, essence }: Input): Step[] =>
  plan.hasAudio
    ? [
        step(transcode, 'audio', {
          key: 'audio',
          title: 'Sound',
          input: { source, essence },
          priority: priorities.audio,
          weight: weightOf(plan.media.durationSeconds / 20),
        }),
      ]
    : []

const texts = (plan: Plan, { asset: source, essence }: Input): Step[] =>
  plan.hasTexts
    ? [
        step(subtitles, 'extract', {
          key: 'texts',
          title: 'Subtitles and chapters',
          input: { source, essence },
          priority: priorities.texts,
        }),
      ]
    : []

const picture = (plan: Plan, { asset: source, essence }: Input): Step[] =>
  plan.hasVideo
    ? [
        step(transcode, 'thumbnails', {
          key: 'thumbnails',
          title: 'Poster and storyboard',
          input: { source, essence },
          priority: priorities.thumbnails,
        }),
        ...plan.slices.map(({ index, renditions, seconds }) =>
          step(transcode, 'slice', {
            key: `slice-${index}-${renditions.join('+')}`,
            title: `Slice ${index + 1}: ${renditions.join(', ')}`,
            input: { source, essence, index, renditions },
            priority: priorities.slice,
            weight: weightOf(seconds * renditions.length),
          }),
        ),
      ]
    : []

/** Bars move by work done: an encoded second of one rendition weighs 1. */
const weightOf = (seconds: number) => Math.max(1, Math.round(seconds))
