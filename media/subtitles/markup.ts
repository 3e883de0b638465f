const marks = ['b', 'i', 'u'] as const
type Mark = (typeof marks)[number]
/** Text that is shown in one way. */
export type Run = { text: string } & Record<Mark, boolean>

// Everything that is not shown, but for the line break; U+2028 and its like would break lines in some formats only.
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g

/**
 * The safe form of a text: of all mark-up only balanced `<b>`, `<i>` and `<u>` are left, no empty lines, no control
 * characters. Done again it changes nothing.
 */
export const cleanText = (text: string): string => {
  const visible = withoutTags(
    text
      .replace(/\r\n?|\u0085|\u2028|\u2029/g, '\n')
      .replaceAll('\t', ' ')
      .replace(invisible, '')
      .toWellFormed(),
  )
  return trimmed(serialised(runsOf(visible)))
}

/**
 * Takes out whatever looks like a tag of HTML, also where its halves come together only when another has been taken out
 * between them; `b`, `i` and `u` are kept, with nothing in them. In one pass, whatever is written.
 */
const withoutTags = (text: string): string => {
  const kept: string[] = []
  /** Where in `kept` a bracket stands that a tag may still begin with. */
  let opened: number[] = []
  for (const piece of text.split(/([<>])/)) {
    if (piece === '<') opened.push(kept.length)
    if (piece !== '>') {
      kept.push(piece)
      continue
    }
    const at = opened.pop()
    const inside = at === undefined ? '' : kept.slice(at + 1).join('')
    const [, slash = '', name] = /^(\/?)([A-Za-z][\w:.-]*)/.exec(inside) ?? []
    if (at === undefined || name === undefined) {
      kept.push('>')
      opened = []
      continue
    }
    kept.length = at
    const mark = name.toLowerCase()
    if (!isMark(mark)) continue
    kept.push(`<${slash}${mark}>`)
    opened = []
  }
  return kept.join('')
}

const isMark = (name: string): name is Mark => (marks as readonly string[]).includes(name)

/** A cleaned text as the pieces it is shown in. */
export const runsOf = (text: string): Run[] => {
  const on = { b: false, i: false, u: false }
  const runs: Run[] = []
  const add = (piece: string) => {
    if (piece === '') return
    // Blanks look the same in every way.
    const run = piece.trim() === '' ? { text: piece, b: false, i: false, u: false } : { text: piece, ...on }
    const last = runs.at(-1)
    if (last && marks.every((mark) => last[mark] === run[mark])) last.text += piece
    else runs.push(run)
  }
  let at = 0
  for (const found of text.matchAll(/<(\/?)([biu])>/g)) {
    add(text.slice(at, found.index))
    on[found[2] as Mark] = found[1] === ''
    at = found.index + found[0].length
  }
  add(text.slice(at))
  return runs
}

const serialised = (runs: readonly Run[]): string =>
  runs
    .map((run) => {
      const set = marks.filter((mark) => run[mark])
      return `${set.map((mark) => `<${mark}>`).join('')}${run.text}${set
        .toReversed()
        .map((mark) => `</${mark}>`)
        .join('')}`
    })
    .join('')

const trimmed = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

/** A cleaned text without its mark-up. */
export const plainText = (text: string): string => text.replace(/<\/?[biu]>/g, '')

/** A cleaned text for another format: its letters and its marks each in the way of that format. */
export const rewritten = (
  text: string,
  letters: (plain: string) => string,
  mark: (name: Mark, opens: boolean) => string = (name, opens) => `<${opens ? '' : '/'}${name}>`,
): string =>
  text
    .split(/(<\/?[biu]>)/)
    .map((part, i) => (i % 2 === 0 ? letters(part) : mark(part.at(-2) as Mark, part[1] !== '/')))
    .join('')

const named: Record<string, string> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0', lrm: '\u200E', rlm: '\u200F',
} // prettier-ignore

/** Characters that are written as references in WebVTT and XML; what is none stays as it is. */
export const withoutReferences = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (all, ten: string, sixteen: string, name) => {
    if (name !== undefined) return named[name as string] ?? all
    const code = ten === undefined ? Number.parseInt(sixteen, 16) : Number(ten)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
