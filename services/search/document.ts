import type { Asset, Comment } from '#services/vms'
import type { Cue } from './contract.ts'
import type { Dictionary } from './cut.ts'
import { fold } from './fold.ts'
import { present } from './kit.ts'
import { lexemesOf, soundingOf } from './lexemes.ts'
import type { Detail, Indexed, NewLabel, NewPassage, PassageKind } from './store.ts'

const mostCuesInPassage = 40
const mostCharactersInPassage = 2000

/** What an asset is found by: pure, of what the catalogue says of it. */
export const documentOf = (asset: Asset, fileName: string, notes: readonly Comment[], own: Dictionary): Indexed => {
  const details = detailsOf(asset, fileName)
  const [heading, description] = [fold(asset.title), fold(asset.description)]
  const labels = fold([...asset.tags, asset.column ?? ''].join('\n'))
  const noted = fold([...details.map(({ text }) => text), ...notes.map(({ text }) => text)].join('\n'))
  const sounding = soundingOf(heading)
  return {
    asset: asset.id,
    live: asset.deletedAt === undefined,
    title: asset.title,
    description: asset.description,
    tags: asset.tags,
    column: asset.column ?? null,
    details,
    state: asset.state,
    created_at: new Date(asset.createdAt),
    month: asset.createdAt.slice(0, 7),
    duration_seconds: asset.durationSeconds ?? null,
    has_poster: asset.hasPoster,
    texts: [heading, labels, description, fold(details.map(({ text }) => text).join('\n'))].join('\n'),
    heading: lexemesOf(heading, own),
    labels: lexemesOf(labels, own),
    described: lexemesOf(description, own),
    noted: lexemesOf(noted),
    sounding: sounding.lexemes,
    syllables: sounding.syllables,
    initials: sounding.initials,
  }
}

/** Metadata that people may look for, and the name of the file. */
const detailsOf = ({ fields = {} }: Asset, fileName: string): Detail[] => [
  ...Object.entries(fields).flatMap(([key, value]) =>
    [value]
      .flat()
      .filter((one) => typeof one === 'string' || typeof one === 'number')
      .map((one) => ({ key, text: String(one) })),
  ),
  ...(fileName === '' ? [] : [{ text: fileName }]),
]

/** Neighbouring cues, a handful at a time, with what they are found by. */
export const passagesOf = (kind: PassageKind, cues: readonly Cue[]): NewPassage[] => {
  const passages: Cue[][] = []
  let characters = Infinity
  for (const cue of cues) {
    if (cue.text.trim() === '') continue
    const now = passages.at(-1)
    if (now && now.length < mostCuesInPassage && characters + cue.text.length <= mostCharactersInPassage) now.push(cue)
    else {
      passages.push([cue])
      characters = 0
    }
    characters += cue.text.length
  }
  return passages.map((passage) => {
    const texts = fold(passage.map(({ text }) => text).join('\n'))
    return { kind, cues: passage, texts, words: lexemesOf(texts) }
  })
}

/** Comments and markers, in the order of the moments they are about. */
export const notesOf = (kind: 'comment' | 'marker', notes: readonly Comment[]): NewPassage[] =>
  passagesOf(
    kind,
    notes
      .filter((note) => note.kind === kind)
      .toSorted((a, b) => (a.inSeconds ?? 0) - (b.inSeconds ?? 0))
      .map(({ text, inSeconds, outSeconds }) => ({ text, ...present({ inSeconds, outSeconds }) })),
  )

export const labelsOf = ({ tags, column }: Asset): NewLabel[] =>
  [
    ...tags.map((label) => ({ kind: 'tag' as const, label })),
    ...(column ? [{ kind: 'column' as const, label: column }] : []),
  ].map((one) => {
    const folded = fold(one.label)
    const { syllables, initials } = soundingOf(folded)
    return { ...one, folded, syllables, initials }
  })
