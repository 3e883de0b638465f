import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Words by key, in branches. */
export type Words = { [key: string]: string | Words }

/** The words of several sections as one tree; a key that two of them say is an error. */
export const mergeWords = (all: readonly Words[]): Words => {
  const whole: Words = {}
  for (const words of all) mergeInto(whole, words, '')
  return whole
}

const mergeInto = (whole: Words, words: Words, path: string) => {
  for (const [key, value] of Object.entries(words)) {
    const there = whole[key]
    const here = path + key
    if (there === undefined) whole[key] = typeof value === 'string' ? value : mergeWords([value])
    else if (typeof there === 'string' || typeof value === 'string') throw new Error(`${here} is said twice`)
    else mergeInto(there, value, `${here}.`)
  }
}

/** What all sections under `root` say in a language, from their `words.<language>.json`. */
export const wordsOf = (root: string, language: string): Words =>
  mergeWords(filesOf(root, language).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Words))

const filesOf = (root: string, language: string) =>
  globSync(`*/words.${language}.json`, { cwd: root })
    .toSorted()
    .map((file) => join(root, file))

const name = 'virtual:words/'

/** Makes `import('virtual:words/<language>')` the words of all sections: one file a language, fetched when needed. */
export const words = (root: string): Plugin => ({
  name: 'words',
  resolveId: (id) => (id.startsWith(name) ? `\0${id}` : undefined),
  load(id) {
    if (!id.startsWith(`\0${name}`)) return
    const language = id.slice(name.length + 1)
    for (const file of filesOf(root, language)) this.addWatchFile(file)
    return `export default ${JSON.stringify(wordsOf(root, language))}`
  },
})
