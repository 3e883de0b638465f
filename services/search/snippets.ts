import type { HitKind, Marked, Place } from './contract.ts'
import { lexemeOfWord } from './lexemes.ts'
import { runsOf } from './cut.ts'
import { fold } from './fold.ts'
import { present } from './kit.ts'
import type { Unit } from './query.ts'
import { readingOf } from './sound.ts'
import type { FoundPassage, Shown } from './find-store.ts'

type Span = { from: number; to: number }
/** What is marked in texts: words as they were read, phrases as they stand, syllables in titles. */
export type Sought = { units: Unit[]; phrases: string[]; syllables: string[][] }

const snippetCharacters = 120
const before = 30

/** Where in a text something is that was searched for, in order and without overlaps. */
export const marksIn = (text: string, { units, phrases }: Sought): Span[] => {
  const folded = fold(text)
  const spans: Span[] = []
  const exact = [...phrases, ...units.filter(({ kind }) => kind === 'han').map((unit) => unit.text)]
  for (const needle of exact) {
    for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + needle.length)) {
      spans.push({ from: at, to: at + needle.length })
    }
  }
  const words = new Set(units.filter(({ kind }) => kind === 'word').flatMap(({ lexemes }) => lexemes))
  if (words.size > 0) {
    for (const { kind, text: run, at } of runsOf(folded)) {
      if (kind === 'word' && words.has(lexemeOfWord(run))) spans.push({ from: at, to: at + run.length })
    }
  }
  return merged(spans)
}

/** Where in a title characters are that sound like one of some rows of syllables; the last may be the beginning of one. */
const soundsIn = (text: string, wanted: readonly string[][]): Span[] => {
  const spans: Span[] = []
  for (const { kind, text: run, at } of wanted.length > 0 ? runsOf(fold(text)) : []) {
    if (kind !== 'han') continue
    const characters = [...run]
    const reading = readingOf(run)
    const begins = characters.map((_, i) => at + characters.slice(0, i).join('').length)
    const fits = (syllable: string | undefined, said: string) =>
      said.endsWith('*') ? syllable?.startsWith(said.slice(0, -1)) : syllable === said
    for (const row of wanted) {
      const i = reading.findIndex((_, from) => row.every((said, k) => fits(reading[from + k], said)))
      if (i >= 0) spans.push({ from: begins[i]!, to: begins[i + row.length] ?? at + run.length })
    }
  }
  return spans
}

const merged = (spans: Span[]): Span[] => {
  const all: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = all.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else all.push({ ...span })
  }
  return all
}

export const marked = (text: string, sought: Sought): Marked => ({ text, marks: marksIn(text, sought) })

export const markedTitle = (text: string, sought: Sought): Marked => ({
  text,
  marks: merged([...marksIn(text, sought), ...soundsIn(text, sought.syllables)]),
})

/** The part of a text around the first thing found, on one line. */
export const snippet = (text: string, sought: Sought): Marked => {
  const flat = text.replaceAll(/\s/g, ' ')
  const all = marksIn(flat, sought)
  const start = Math.max(0, (all[0]?.from ?? 0) - before)
  // Never between the two halves of a character.
  const from = start > 0 && /[\uDC00-\uDFFF]/.test(flat[start]!) ? start - 1 : start
  const end = from + snippetCharacters
  const to = end < flat.length && /[\uDC00-\uDFFF]/.test(flat[end]!) ? end + 1 : Math.min(end, flat.length)
  const [head, tail] = [from > 0 ? '…' : '', to < flat.length ? '…' : '']
  const marks = all
    .filter((mark) => mark.from < to)
    .map((mark) => ({ from: mark.from - from + head.length, to: Math.min(mark.to, to) - from + head.length }))
  return { text: head + flat.slice(from, to) + tail, marks }
}

/** Where in an asset beside title, description and labels something was found: metadata first, then by time. */
export const placesIn = (
  shown: Shown,
  passages: readonly FoundPassage[],
  sought: Sought,
  publicly: boolean,
): Place[] => {
  const place = (kind: HitKind, text: string, more: Partial<Place>): (Place & { weight: number })[] => {
    const found = snippet(text, sought)
    if (found.marks.length === 0) return []
    const folded = fold(text)
    const weight = sought.units.filter((unit) =>
      folded.includes(unit.kind === 'han' ? unit.text : unit.lexemes[0]!),
    ).length
    return [{ kind, ...found, ...more, weight }]
  }
  // A title is taken from the name of its file, most often: that says nothing new.
  const telling = shown.details.filter(({ key, text }) => key !== undefined || !text.startsWith(shown.title))
  const details = publicly ? [] : telling.flatMap(({ key, text }) => place('detail', text, present({ source: key })))
  const said = passages.flatMap(({ kind, source, cues }) =>
    cues.flatMap(({ text, inSeconds, outSeconds }) => place(kind, text, present({ inSeconds, outSeconds, source }))),
  )
  // Those that have most of the words stand for the others.
  const most = Math.max(0, ...said.map(({ weight }) => weight))
  const full = said.filter(({ weight }) => weight === most || sought.units.length === 0)
  return [...details, ...full.toSorted((a, b) => (a.inSeconds ?? -1) - (b.inSeconds ?? -1))].map(
    ({ weight: _weight, ...one }) => one,
  )
}
