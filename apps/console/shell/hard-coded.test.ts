import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSync } from 'vite'

type Node = { type: string; start: number; [key: string]: unknown }

const root = join(import.meta.dirname, '..')
/** Attributes whose value a person reads or hears. */
const spoken = new Set(
  `aria-label aria-description title alt placeholder label description okText cancelText tooltip extra help about
   detail content search unit`.split(/\s+/),
)
/** Letters of any script; a lone letter (a key, a unit mark) and formulas are no words. */
const isWords = (text: string) => /\p{L}{2,}/u.test(text.replaceAll(/&\w+;/g, ''))
/** Not words of ours: names of things, units, the languages' own names; keys of words; what `formatAgo` says in both. */
const allowed =
  /^(GOP|MD5|SHA-?256|JSON|CSV|API|URL|Swagger|English|简体中文|SMPTE|Enter|Esc|Shift|Ctrl|Ctrl K|kHz|ms|Node\.js|PostgreSQL|刚刚|rongmei \w+|[a-z]\w*(\.[\w-]+)+)$/

/** Words that stand in a source as they are, instead of being looked up. */
const hardCoded = (file: string, source: string): string[] => {
  const found: string[] = []
  const say = (text: string, { start }: Node) => {
    const words = text.replaceAll(/^[^\p{L}]+|[^\p{L}\p{N}]+$/gu, '')
    if (!isWords(words) || allowed.test(words)) return
    found.push(`${file}:${source.slice(0, start).split('\n').length} ${words.slice(0, 60)}`)
  }
  /** What a value shows: the text of literals and templates, through conditions and defaults. */
  const shown = (node: Node | null | undefined): void => {
    if (!node) return
    if (node.type === 'Literal' && typeof node.value === 'string') say(node.value, node)
    if (node.type === 'TemplateLiteral') {
      for (const part of node.quasis as (Node & { value: { cooked: string } })[]) say(part.value.cooked, part)
    }
    if (node.type === 'JSXExpressionContainer') shown(node.expression as Node)
    if (node.type === 'ConditionalExpression') {
      shown(node.consequent as Node)
      shown(node.alternate as Node)
    }
    if (node.type === 'LogicalExpression') shown(node.right as Node)
  }
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null || !('type' in node)) return
    const here = node as Node
    if (here.type === 'JSXText') say(here.value as string, here)
    if (here.type === 'JSXElement' || here.type === 'JSXFragment') {
      for (const child of here.children as Node[]) if (child.type === 'JSXExpressionContainer') shown(child)
    }
    if (here.type === 'JSXAttribute' && spoken.has((here.name as Node).name as string)) shown(here.value as Node)
    // A problem has its own words by its type; the title is for programs.
    if (here.type === 'ObjectExpression' && keysOf(here).includes('type')) return
    if (here.type === 'Property' && spoken.has((here.key as Node).name as string)) shown(here.value as Node)
    // Chinese anywhere outside the words files is a sentence somebody forgot to move there.
    if (here.type === 'Literal' && typeof here.value === 'string' && /\p{Script=Han}/u.test(here.value))
      say(here.value, here)
    for (const value of Object.values(here)) visit(value)
  }
  visit(parseSync(file, source).program)
  return [...new Set(found)]
}

const keysOf = (object: Node) =>
  (object.properties as Node[]).map(({ key }) => (key as { name?: string } | undefined)?.name)

const files = globSync('**/*.{ts,tsx}', { cwd: root, exclude: ['**/*.test.ts'] })

test('a planted sentence is found wherever a person would read it', () => {
  const source = `
    const A = () => <div title="Read me" className="not words">
      你好 <b>{open ? 'Shut' : \`Open \${n}\`}</b>{t('key.words')}<i data-testid="x">1 / 2</i>
    </div>
    const menu = [{ key: 'id', label: 'Rename' }]
    const said = '完成'`
  assert.deepEqual(
    hardCoded('a.tsx', source).map((line) => line.split(' ').slice(1).join(' ')),
    ['Read me', '你好', 'Shut', 'Open', 'Rename', '完成'],
  )
})

test('no page says anything that is not in the words of both languages', () => {
  assert.ok(files.length > 80)
  const found = files.flatMap((file) => hardCoded(file, readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(found, [])
})
