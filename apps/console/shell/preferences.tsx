import { useEffect, useState } from 'react'
import { browserStore, keepPreferencesIn, type PreferenceStore } from '../components/preference.ts'
import { api } from './api.ts'
import { useSession } from './session.tsx'

const gatherMilliseconds = 1500

/**
 * Preferences kept with the person: read from this browser's shelf at once, brought up to date from the station when
 * the person signs in, and sent there a moment after a change. A station out of reach costs nothing but the sending.
 */
const openStationStore = (fetched: Record<string, unknown>): PreferenceStore & { close(): void } => {
  const waiting: Record<string, unknown> = {}
  let timer: ReturnType<typeof setTimeout> | undefined
  for (const [name, value] of Object.entries(fetched)) browserStore.write(name, JSON.stringify(value))
  const send = () => {
    const changes = { ...waiting }
    for (const name of Object.keys(changes)) delete waiting[name]
    if (Object.keys(changes).length === 0) return
    api.desk.prefer({ changes } as Parameters<typeof api.desk.prefer>[0]).catch(() => Object.assign(waiting, changes))
  }
  return {
    ...browserStore,
    write(name, text) {
      browserStore.write(name, text)
      waiting[name] = JSON.parse(text)
      clearTimeout(timer)
      timer = setTimeout(send, gatherMilliseconds)
    },
    close() {
      clearTimeout(timer)
      send()
    },
  }
}

/** Moves the person's preferences to the station while they are signed in. */
export const usePreferencesOfPerson = (): void => {
  const { session, may } = useSession()
  const person = session.person?.id
  const allowed = may('desk:read')
  const [store, setStore] = useState<ReturnType<typeof openStationStore>>()
  useEffect(() => {
    if (!person || !allowed) return
    let gone = false
    api.desk.preferences({}).then(
      (fetched) => gone || setStore(openStationStore(fetched)),
      () => {},
    )
    return () => {
      gone = true
    }
  }, [person, allowed])
  useEffect(() => {
    if (!store) return
    keepPreferencesIn(store)
    return () => {
      keepPreferencesIn(browserStore)
      store.close()
    }
  }, [store])
}
