import { useCallback, useMemo, useSyncExternalStore } from 'react'

/** Where a person's choices about the program itself are kept: text under a name, and a word when one changes. */
export type PreferenceStore = {
  read(name: string): string | undefined
  write(name: string, text: string): void
  subscribe(changed: () => void): () => void
}

const told = new EventTarget()

/** This browser's own shelf; other windows of it are told. */
export const browserStore: PreferenceStore = {
  read: (name) => localStorage.getItem(`rongmei.${name}`) ?? undefined,
  write(name, text) {
    localStorage.setItem(`rongmei.${name}`, text)
    told.dispatchEvent(new Event('changed'))
  },
  subscribe(changed) {
    told.addEventListener('changed', changed)
    addEventListener('storage', changed)
    return () => {
      told.removeEventListener('changed', changed)
      removeEventListener('storage', changed)
    }
  },
}

let store = browserStore

/** Keeps preferences elsewhere (with the person, on the server); called once, before anything is shown. */
export const keepPreferencesIn = (other: PreferenceStore): void => {
  store = other
}

/** A choice of the person that outlives the page. What is kept but no longer understood falls back. */
export const usePreference = <V>(
  name: string,
  fallback: V,
  understood: (value: unknown) => value is V,
): [V, (value: V) => void] => {
  const text = useSyncExternalStore(store.subscribe, () => store.read(name))
  const value = useMemo(() => {
    const value = parse(text)
    return understood(value) ? value : fallback
  }, [text, fallback, understood])
  const keep = useCallback((next: V) => store.write(name, JSON.stringify(next)), [name])
  return [value, keep]
}

const parse = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
