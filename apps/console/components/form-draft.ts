import { useEffect, useState } from 'react'
import type { Values } from './schema-fields.ts'

type Draft = {
  values: Values
  set(path: string, value: unknown): void
  dirty: boolean
  restored: boolean
  forget(): void
}

/** What somebody is filling in. Under a name it survives a reload of the page, in this window, until it is sent. */
export const useDraft = (first: Values, name: string | undefined): Draft => {
  const key = name === undefined ? undefined : `rongmei.draft.${name}`
  const [kept] = useState(() => (key === undefined ? undefined : read(key)))
  const [values, setValues] = useState<Values>({ ...first, ...kept })
  const [dirty, setDirty] = useState(kept !== undefined)
  const [restored, setRestored] = useState(kept !== undefined)

  useEffect(() => {
    if (!dirty) return
    if (key !== undefined) return sessionStorage.setItem(key, JSON.stringify(values))
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [dirty, key, values])

  const set = (path: string, value: unknown) => {
    setValues((before) => ({ ...before, [path]: value }))
    setDirty(true)
  }
  const forget = () => {
    if (key !== undefined) sessionStorage.removeItem(key)
    setValues(first)
    setDirty(false)
    setRestored(false)
  }
  return { values, set, dirty, restored, forget }
}

const read = (key: string): Values | undefined => {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    return typeof value === 'object' && value !== null ? (value as Values) : undefined
  } catch {
    return undefined
  }
}
