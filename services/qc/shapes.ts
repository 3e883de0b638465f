import { Type, type Static } from 'typebox'
import { Id, Instant, Name, Text } from '#backbone/schemas'
import type * as media from '#media/qc'

const Optional = Type.Optional
const Numbers = (most: number) => Type.Array(Type.Number({ minimum: 0, maximum: 1e6 }), { maxItems: most })
const Words = (most: number) => Type.Array(Name(40), { maxItems: most })
const Lufs = Type.Number({ minimum: -70, maximum: 0 })

// Browsers read this file too, so it may take only types from the media engine.
const findingKinds = [
  'black',
  'freeze',
  'blackBars',
  'flashes',
  'interlaced',
  'fieldOrder',
  'repeatedFrames',
  'silence',
  'missingAudio',
  'deadChannel',
  'loudness',
  'loudnessRange',
  'truePeak',
  'clipping',
  'phase',
  'duration-mismatch',
  'drift',
  'corrupt',
  'colour',
  'resolution',
  'frameRate',
  'codec',
  'gop',
  'container',
  'soundFormat',
] as const satisfies readonly media.FindingKind[]
const fixKinds = ['loudness', 'crop', 'deinterlace', 'remux'] as const satisfies readonly media.FixKind[]
const severities = ['info', 'warn', 'fail'] as const satisfies readonly media.Severity[]

export const FindingKind = Type.Enum([...findingKinds])
export const FixKind = Type.Enum([...fixKinds])
export const Severity = Type.Enum([...severities])
export const Verdict = Type.Enum(['pass', 'warn', 'fail'], {
  description: 'That of the worst finding which is not waived',
})

/** How a kind of finding is taken. */
const Rule = Type.Object({
  severity: Type.Enum(['off', ...severities]),
  minimumSeconds: Optional(Type.Number({ minimum: 0, maximum: 3600, description: 'Shorter ones do not count' })),
})

/** What a file is held against; what is not said is not asked for. */
export const Rules = Type.Object({
  rules: Type.Partial(Type.Object(Object.fromEntries(findingKinds.map((kind) => [kind, Rule])) as RuleOf)),
  loudness: Optional(
    Type.Object({
      targetLufs: Lufs,
      lowestLufs: Lufs,
      highestLufs: Lufs,
      highestTruePeakDbtp: Optional(Type.Number({ minimum: -20, maximum: 6 })),
      highestRangeLu: Optional(Type.Number({ minimum: 0, maximum: 60 })),
    }),
  ),
  picture: Optional(
    Type.Object({
      sizes: Optional(
        Type.Array(
          Type.Object({
            width: Type.Integer({ minimum: 16, maximum: 16_384 }),
            height: Type.Integer({ minimum: 16, maximum: 16_384 }),
          }),
          { maxItems: 20 },
        ),
      ),
      frameRates: Optional(Numbers(20)),
      scan: Optional(Type.Enum(['progressive', 'top', 'bottom'])),
      codecs: Optional(Words(20)),
      primaries: Optional(Words(20)),
      longestGopSeconds: Optional(Type.Number({ minimum: 0, maximum: 3600 })),
    }),
  ),
  sound: Optional(
    Type.Object({
      codecs: Optional(Words(20)),
      sampleRates: Optional(Numbers(20)),
      channels: Optional(Numbers(20)),
    }),
  ),
  containers: Optional(Words(20)),
})
type RuleOf = Record<(typeof findingKinds)[number], typeof Rule>

/** The verdict from which on what is held against a template must not be published. */
export const StopsPublish = Type.Enum(['never', 'fail', 'warn'])

export type Template = Static<typeof Template>
export const Template = Type.Object({
  id: Text(64, { description: 'A name for built-in templates, a UUID for those of the station' }),
  title: Type.String(),
  builtIn: Type.Boolean(),
  /** What assets are judged by unless told otherwise. */
  isDefault: Type.Boolean(),
  stopsPublish: StopsPublish,
  rules: Rules,
  version: Type.Integer(),
})

export type Finding = Static<typeof Finding>
export const Finding = Type.Object({
  id: Type.String({ description: 'The same after every judgement, as long as the finding is' }),
  kind: FindingKind,
  severity: Severity,
  startSeconds: Type.Number(),
  endSeconds: Type.Number(),
  startTimecode: Type.String({ description: 'hh:mm:ss:ff, a semicolon before the frames where numbers are dropped' }),
  endTimecode: Type.String(),
  /** Names the sentence; `params` are what stands in it. */
  message: Type.String(),
  params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  sentence: Type.String({ description: 'What is wrong and what to do, in the language of the caller' }),
  fix: Optional(FixKind),
  waived: Optional(Type.Object({ reason: Type.String(), by: Type.String(), at: Instant })),
})

const Count = Type.Integer({ description: 'Not counting those waived' })

export type Report = Static<typeof Report>
export const Report = Type.Object({
  asset: Id,
  verdict: Verdict,
  /** The verdict is one from which the template lets nothing be published. */
  stopsPublish: Type.Boolean(),
  template: Type.Object({ id: Type.String(), title: Type.String() }),
  durationSeconds: Type.Number(),
  frameRate: Type.Object({ num: Type.Integer(), den: Type.Integer() }),
  counts: Type.Object({ fail: Count, warn: Count, info: Count, waived: Type.Integer() }),
  /** What was measured of the sound; null where it was too short or too faint to say. */
  loudness: Optional(
    Type.Object({
      integratedLufs: Type.Union([Type.Number(), Type.Null()]),
      rangeLu: Type.Union([Type.Number(), Type.Null()]),
      truePeakDbtp: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  judgedAt: Instant,
})
