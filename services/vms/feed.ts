import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { Problem } from '#backbone'

const notAFeed = (why: string) => new Problem('bad-feed', 400, `This is no MRSS feed: ${why}`)
const withDoctype = () => new Problem('bad-feed', 400, 'A feed has no document type of its own')

/** What a feed says of one film. */
export type FeedItem = {
  guid: string | undefined
  fileName: string | undefined
  title: string | undefined
  description: string | undefined
  tags: string[] | undefined
  column: string | undefined
}

/**
 * Reads a Media RSS feed. Nothing in it is expanded: a document type is refused, entities of its own stay as they are
 * written, and only the five of XML itself and numbered characters are read.
 */
export const parseFeed = (text: string): FeedItem[] => {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) throw withDoctype()
  const valid = XMLValidator.validate(text)
  if (valid !== true) throw notAFeed(`${valid.err.msg} (line ${valid.err.line})`)
  const parser = new XMLParser({
    processEntities: false,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseTagValue: false,
    parseAttributeValue: false,
    maxNestedTags: 50,
    isArray: (name) => name === 'item' || name === 'media:content',
  })
  const document = read(() => parser.parse(text) as unknown)
  const items = inside(document, 'rss', 'channel', 'item')
  if (!Array.isArray(items)) throw notAFeed('it has no items')
  return items.map(itemOf)
}

const read = (parse: () => unknown): unknown => {
  try {
    return parse()
  } catch (cause) {
    throw notAFeed(cause instanceof Error ? cause.message.slice(0, 200) : 'it cannot be read')
  }
}

const itemOf = (item: unknown): FeedItem => {
  const group = inside(item, 'media:group')
  const first = (...names: string[]) => names.map((name) => textOf(inside(item, name)) ?? textOf(inside(group, name)))
  const content = [inside(item, 'media:content'), inside(group, 'media:content')].find(Array.isArray)?.[0]
  const address = textOf(inside(content, '@url')) ?? textOf(inside(item, 'enclosure', '@url'))
  const keywords = first('media:keywords', 'keywords').find(Boolean)
  return {
    guid: first('guid').find(Boolean),
    fileName: address && lastOf(address),
    title: first('media:title', 'title').find(Boolean),
    description: first('media:description', 'description').find(Boolean),
    tags: keywords
      ?.split(/[,;，；、]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    column: first('media:category', 'category').find(Boolean),
  }
}

/** The name of the file at the end of an address. */
const lastOf = (address: string): string => {
  const path = address.split(/[?#]/)[0]!
  const name = path.slice(path.lastIndexOf('/') + 1)
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const inside = (node: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (here, key) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, key)
        ? (here as Record<string, unknown>)[key]
        : undefined,
    node,
  )

const textOf = (node: unknown): string | undefined => {
  const text = typeof node === 'string' ? node : inside(Array.isArray(node) ? node[0] : node, '#text')
  return typeof text === 'string' && text.trim() !== '' ? decoded(text.trim()) : undefined
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const decoded = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (all, decimal, hex, name) => {
    if (name) return entities[String(name).toLowerCase()]!
    const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : all
  })
