const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text that is HTML already; everything else put into a page is escaped. */
export type Html = { readonly text: string }
type Part = string | number | Html | false | undefined | readonly Part[]

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!)

const render = (part: Part): string => {
  if (part === false || part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'text' in part ? part.text : part.map(render).join('')
}

/** A template whose values are escaped, in text and in quoted attributes alike. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({
  text: texts.reduce((page, text, i) => page + render(parts[i - 1]) + text),
})

/** An element without content, written on one line; attributes that are `true` stand alone. */
export const element = (name: string, attributes: Record<string, string | number | true>): string => {
  const said = Object.entries(attributes).map(([key, value]) =>
    value === true ? key : `${key}="${escaped(String(value))}"`,
  )
  return `<${[name, ...said].join(' ')}></${name}>`
}

/** Data for scripts or search engines: never executed, and nothing in it ends the element early. */
export const dataBlock = (type: string, id: string | undefined, data: unknown): Html => ({
  text: `<script type="${type}"${id === undefined ? '' : ` id="${id}"`}>${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
})
