import type { Film } from '../shared/film.ts'

/** An element that the server put into the page. */
export const find = <T extends Element>(id: string, kind: new () => T): T => {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`this page has no ${id}`)
  return found
}

/** What the page is about, as the server says it. */
export const filmOf = (): Film => JSON.parse(find('film', HTMLScriptElement).textContent) as Film

/** Gives a button another face and name. */
export const dress = (button: HTMLElement, icon: string, name: string): void => {
  button.querySelector('use')?.setAttribute('href', `#i-${icon}`)
  button.setAttribute('aria-label', name)
  button.title = name
}

/** Puts values where a text has `{}`. */
export const filled = (text: string, ...values: string[]): string =>
  values.reduce((said, value) => said.replace('{}', () => value), text)

/** Whether the person asked for less movement. */
export const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches
