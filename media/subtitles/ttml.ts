import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { clockOf } from './clock.ts'
import { cleanCues, isOnTop, topSettings } from './cues.ts'
import { badTime, damaged } from './failures.ts'
import { rewritten, withoutReferences } from './markup.ts'
import { timesOf, ttmlSeconds } from './ttml-time.ts'
import type { Cue } from './types.ts'

type Attributes = Record<string, string>
type Element = { name: string; attributes: Attributes; children: (Element | string)[] }
type Look = { b: boolean; i: boolean; u: boolean }
type Context = { from: number; to: number | undefined; look: Look; preserves: boolean }

const deepest = 50
const stylesInARow = 8
const mostStyleCharacters = 500

/**
 * Reads TTML: W3C TTML 1 and 2, DFXP, the text profiles of IMSC and EBU-TT-D. Nothing in it is expanded: a document type
 * is refused, and only the five entities of XML itself and numbered characters are read.
 */
export const readTtml = (text: string): { cues: Cue[]; language?: string } => {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw damaged('It has a document type of its own', { line: 1 })
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw damaged(valid.err.msg.slice(0, 200), { line: valid.err.line })
  const root = documentOf(text).find((one) => typeof one !== 'string' && one.name === 'tt')
  if (root === undefined || typeof root === 'string') throw damaged('It has no element tt', { line: 1 })
  const body = root.children.find((one): one is Element => typeof one !== 'string' && one.name === 'body')
  const times = timesOf(root.attributes)
  const styles = stylesOf(root)
  const cues: Cue[] = []
  const lines = linesOfParagraphs(text)
  let paragraphs = -1

  const walk = (element: Element, around: Context): void => {
    if (element.name === 'p') paragraphs += 1
    const here = within(element, around, paragraphs)
    if (element.name !== 'p') {
      for (const child of element.children) if (typeof child !== 'string') walk(child, here)
      return
    }
    const said = textOf(element.children, here)
    if (said.trim() === '') return
    if (here.to === undefined) throw badTime({ line: lines(paragraphs) })
    const top = styles.isOnTop(element.attributes['region']) ? { settings: topSettings } : {}
    cues.push({ startSeconds: here.from, endSeconds: here.to, text: said, ...top })
    lineOfCue.push(lines(paragraphs))
  }
  const lineOfCue: number[] = []

  const within = ({ attributes }: Element, around: Context, paragraph: number): Context => {
    const time = (name: string): number | undefined => {
      const written = attributes[name]
      if (written === undefined) return undefined
      const seconds = ttmlSeconds(written, times)
      if (seconds === undefined) throw badTime({ line: lines(Math.max(0, paragraph)) })
      return seconds
    }
    const [begin, end, length] = [time('begin'), time('end'), time('dur')]
    const from = around.from + (begin ?? 0)
    const ends = [end === undefined ? undefined : around.from + end, length === undefined ? undefined : from + length]
    const known = [...ends, around.to].filter((one) => one !== undefined)
    return {
      from,
      to: known.length > 0 ? Math.max(from, Math.min(...known)) : undefined,
      look: { ...around.look, ...styles.lookOf(attributes) },
      preserves: attributes['space'] === undefined ? around.preserves : attributes['space'] === 'preserve',
    }
  }

  const textOf = (children: Element['children'], here: Context): string =>
    children
      .map((child) => {
        if (typeof child === 'string') {
          const letters = withoutReferences(here.preserves ? child : child.replace(/\s+/g, ' '))
          const marks = (['b', 'i', 'u'] as const).filter((mark) => here.look[mark])
          const [open, close] = [marks.map((one) => `<${one}>`), marks.toReversed().map((one) => `</${one}>`)]
          return `${open.join('')}${letters}${close.join('')}`
        }
        if (child.name === 'br') return '\n'
        return child.name === 'span' ? textOf(child.children, within(child, here, paragraphs)) : ''
      })
      .join('')

  const preserves = root.attributes['space'] === 'preserve'
  if (body) walk(body, { from: 0, to: undefined, look: { b: false, i: false, u: false }, preserves })
  const language = root.attributes['lang']
  return {
    cues: cleanCues(cues, (i) => ({ line: lineOfCue[i]! })),
    ...(language && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/.test(language) ? { language } : {}),
  }
}

/** The line that a paragraph begins in. */
const linesOfParagraphs = (text: string) => {
  let known: number[] | undefined
  return (paragraph: number): number => {
    if (!known) {
      known = []
      let [line, at] = [1, 0]
      for (const found of text.matchAll(/<(?:\w{1,20}:)?p[\s>/]/g)) {
        for (let next = text.indexOf('\n', at); next >= 0 && next < found.index; next = text.indexOf('\n', at)) {
          line += 1
          at = next + 1
        }
        known.push(line)
      }
    }
    return known[paragraph] ?? 1
  }
}

const documentOf = (text: string): Element['children'] => {
  const parser = new XMLParser({
    preserveOrder: true,
    processEntities: false,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    maxNestedTags: deepest,
  })
  try {
    return (parser.parse(text) as unknown[]).flatMap(elementOf)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.slice(0, 200) : 'It cannot be read'
    throw damaged(why, { line: 1 })
  }
}

const elementOf = (raw: unknown): Element['children'] => {
  if (typeof raw !== 'object' || raw === null) return []
  const { ':@': attributes = {}, ...rest } = raw as Record<string, unknown>
  const [name, content] = Object.entries(rest)[0] ?? []
  if (name === undefined || name.startsWith('?')) return []
  if (name === '#text') return [String(content)]
  const children = Array.isArray(content) ? content.flatMap(elementOf) : []
  return [{ name, attributes: attributes as Attributes, children }]
}

/** What styles and regions say, as far as cues can say it too. */
const stylesOf = (root: Element) => {
  const head = root.children.find((one): one is Element => typeof one !== 'string' && one.name === 'head')
  const all = new Map<string, Attributes>()
  const collect = ({ children }: Element): void => {
    for (const child of children) {
      if (typeof child === 'string') continue
      const id = child.attributes['id']
      const inner = child.children.filter((one): one is Element => typeof one !== 'string' && one.name === 'style')
      const said = Object.assign({}, ...inner.map(({ attributes }) => attributes), child.attributes) as Attributes
      if (id !== undefined) all.set(id, said)
      collect(child)
    }
  }
  if (head) collect(head)

  /** What each style says with all it refers to, found out once. */
  const known = new Map<string, Partial<Look>>()
  const lookNamed = (id: string, left: number): Partial<Look> => {
    const mark = `${left} ${id}`
    const found = known.get(mark) ?? lookOf(all.get(id) ?? {}, left)
    known.set(mark, found)
    return found
  }
  const lookOf = (attributes: Attributes, left = stylesInARow): Partial<Look> => {
    const said = (attributes['style'] ?? '').slice(0, mostStyleCharacters)
    const named = left > 0 ? said.split(/\s+/).slice(0, stylesInARow) : []
    const { fontWeight, fontStyle, textDecoration } = attributes
    return {
      ...Object.assign({}, ...named.map((id) => lookNamed(id, left - 4))),
      ...(fontWeight === undefined ? {} : { b: fontWeight === 'bold' }),
      ...(fontStyle === undefined ? {} : { i: fontStyle === 'italic' || fontStyle === 'oblique' }),
      ...(textDecoration === undefined ? {} : { u: textDecoration.includes('underline') }),
    }
  }
  return {
    lookOf: (attributes: Attributes) => lookOf(attributes),
    isOnTop: (region: string | undefined) => region !== undefined && all.get(region)?.['displayAlign'] === 'before',
  }
}

const clock = (seconds: number) => clockOf(seconds, { point: '.', decimals: 3, hours: 2 })
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const looks = { b: 'tts:fontWeight="bold"', i: 'tts:fontStyle="italic"', u: 'tts:textDecoration="underline"' }

/** Writes TTML in the text profile of IMSC 1.1. */
export const writeTtml = (cues: readonly Cue[], { language = '' }: { language?: string | undefined } = {}): string => {
  const paragraphs = cues.map((cue) => {
    const text = rewritten(
      cue.text,
      (plain) => escaped(plain).replaceAll('\n', '<br/>'),
      (mark, opens) => (opens ? `<span ${looks[mark]}>` : '</span>'),
    )
    const region = isOnTop(cue) ? 'top' : 'bottom'
    return `      <p begin="${clock(cue.startSeconds)}" end="${clock(cue.endSeconds)}" region="${region}">${text}</p>\n`
  })
  const shape = 'tts:origin="10% 10%" tts:extent="80% 80%" tts:textAlign="center"'
  return `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"
  xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="${escaped(language)}"
  ttp:contentProfiles="http://www.w3.org/ns/ttml/profile/imsc1.1/text" ttp:timeBase="media">
  <head>
    <layout>
      <region xml:id="bottom" ${shape} tts:displayAlign="after"/>
      <region xml:id="top" ${shape} tts:displayAlign="before"/>
    </layout>
  </head>
  <body>
    <div>
${paragraphs.join('')}    </div>
  </body>
</tt>
`
}
