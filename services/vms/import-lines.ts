import { Problem } from '#backbone'
import type { MetadataField } from './contract.ts'
import { parseCsv } from './csv.ts'
import { parseFeed } from './feed.ts'
import { valueOf, type FieldValue } from './metadata-values.ts'

const tooMany = () => new Problem('too-many-lines', 413, `At most ${mostLines} lines are taken at once`)
const badList = () => new Problem('bad-list', 400, 'This is no JSON list of objects')
const noHead = () => new Problem('bad-table', 400, 'The first line names the columns, one of them `id` or `fileName`')
const unknownHead = (columns: string[]) =>
  new Problem('unknown-columns', 400, 'Some columns are neither of an asset nor of the metadata schema', { columns })
const badLine = (key: string, why: string) => new Problem('bad-line', 400, `${key} ${why}`, { key })

const mostLines = 2000

/** What one line says of one asset; only what it names is changed. */
export type Said = {
  id?: string
  fileName?: string
  title?: string
  description?: string
  tags?: string[]
  column?: string | null
  fields?: Record<string, FieldValue | null>
}
export type Line = { line: number; said: Said | Problem }

const heads: Record<string, keyof Said> = {
  id: 'id',
  filename: 'fileName',
  文件名: 'fileName',
  title: 'title',
  标题: 'title',
  description: 'description',
  简介: 'description',
  tags: 'tags',
  标签: 'tags',
  column: 'column',
  栏目: 'column',
}
/** What an export tells and nobody changes by a table. */
const passedOver = new Set([
  'state', 'duration', 'durationseconds', 'width', 'height', 'createdby', 'createdat', 'updatedat', 'publishedat',
  'rightsfrom', 'rightsuntil', 'schema',
]) // prettier-ignore

/** Reads the lines of a table, a list or a feed; a line that makes no sense is told as a problem of its own. */
export const linesOf = (format: 'csv' | 'json' | 'mrss', text: string, fields: MetadataField[]): Line[] => {
  const lines = { csv: ofTable, json: ofList, mrss: ofFeed }[format](text, fields)
  if (lines.length > mostLines) throw tooMany()
  return lines.map(({ line, said }) => ({ line, said: said instanceof Problem ? said : checked(said) }))
}

const ofTable = (text: string, fields: MetadataField[]): Line[] => {
  const [head, ...rows] = parseCsv(text)
  if (!head) throw noHead()
  const columns = head.cells.map((cell) => columnOf(cell.trim(), fields))
  const unknown = head.cells.filter((_, at) => columns[at] === undefined)
  if (unknown.length > 0) throw unknownHead(unknown.slice(0, 20))
  if (!columns.some((column) => column === 'id' || column === 'fileName')) throw noHead()
  return rows.map(({ line, cells }) => {
    const said: Said = {}
    columns.forEach((column, at) => {
      const cell = cells[at]
      if (cell !== undefined && column) put(said, column, cell)
    })
    return { line, said }
  })
}

type Column = keyof Said | 'nothing' | MetadataField
const columnOf = (name: string, fields: MetadataField[]): Column | undefined => {
  const known = heads[name.toLowerCase()]
  if (known) return known
  const key = name.replace(/^fields?\./, '')
  return (
    fields.find((field) => field.key === key || field.label === name) ??
    (name === '' || passedOver.has(name.toLowerCase()) ? 'nothing' : undefined)
  )
}

/** An empty cell leaves a title as it is, and takes everything else away. */
const put = (said: Said, column: Column, cell: string) => {
  if (column === 'nothing') return
  const text = cell.trim()
  if (typeof column === 'object')
    said.fields = { ...said.fields, [column.key]: text === '' ? null : valueOf(column, cell) }
  else if (column === 'tags') said.tags = listOf(text)
  else if (column === 'column') said.column = text === '' ? null : text
  else if (column === 'description') said.description = cell
  else if (column !== 'fields' && text !== '') said[column] = text
}
const listOf = (text: string) =>
  text
    .split(/[;；]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

const ofList = (text: string): Line[] => {
  const list = read(text)
  const items: unknown = Array.isArray(list) ? list : (list as { items?: unknown } | null)?.items
  if (!Array.isArray(items)) throw badList()
  return items.map((item: unknown, at) => ({ line: at + 1, said: saidOf(item) }))
}

const read = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw badList()
  }
}

const saidOf = (item: unknown): Said | Problem => {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return badLine('This', 'is no object')
  const { id, fileName, title, description, tags, column, fields } = item as Record<string, unknown>
  const texts = { id, fileName, title, description }
  for (const [key, value] of Object.entries(texts))
    if (value !== undefined && typeof value !== 'string') return badLine(key, 'is no text')
  if (tags !== undefined && !isTexts(tags)) return badLine('tags', 'is no list of texts')
  if (column !== undefined && column !== null && typeof column !== 'string') return badLine('column', 'is no text')
  if (fields !== undefined && !isFields(fields)) return badLine('fields', 'is no object of values')
  const said = { ...texts, tags, column, fields }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}
const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
const isFields = (value: unknown): value is Record<string, FieldValue | null> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(
    (one) => one === null || ['string', 'number', 'boolean'].includes(typeof one) || isTexts(one),
  )

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ofFeed = (text: string): Line[] =>
  parseFeed(text).map(({ guid, fileName, ...rest }, at) => {
    const known = guid && uuid.test(guid) ? { id: guid } : { fileName }
    const said = Object.fromEntries(Object.entries({ ...known, ...rest }).filter(([, value]) => value !== undefined))
    return { line: at + 1, said }
  })

/** What the contract would refuse of one asset is refused of a line. */
const checked = (said: Said): Said | Problem => {
  if (said.id === undefined && said.fileName === undefined) return badLine('id', 'or fileName is missing')
  if (said.id !== undefined && !uuid.test(said.id)) return badLine('id', 'is no id')
  const { title, description = '', tags = [], column, fields = {} } = said
  if (title !== undefined && (title.trim() === '' || title.length > 300))
    return badLine('title', 'has 1 to 300 characters')
  if (description.length > 10_000) return badLine('description', 'is too long')
  if (tags.length > 50 || tags.some((tag) => tag.trim() === '' || tag.length > 40)) {
    return badLine('tags', 'are at most 50, of 1 to 40 characters')
  }
  if (typeof column === 'string' && (column.trim() === '' || column.length > 100)) {
    return badLine('column', 'has 1 to 100 characters')
  }
  if (Object.keys(fields).length > 200 || JSON.stringify(fields).length > 50_000)
    return badLine('fields', 'are too many')
  return said.tags ? { ...said, tags: [...new Set(said.tags)] } : said
}
