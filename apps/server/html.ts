const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text that is HTML already; everything else put into a page is escaped. */
export type Html = { readonly text: string }
type Part = string | number | Html | false | undefined | readonly Part[]

const render = (part: Part): string => {
  if (part === false || part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') {
    return String(part).replace(/[&<>"']/g, (character) => entities[character]!)
  }
  return 'text' in part ? part.text : part.map(render).join('')
}

/** A template whose values are escaped, in text and in quoted attributes alike. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Html => ({
  text: texts.reduce((page, text, i) => page + render(parts[i - 1]) + text),
})
