import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useCallback, useMemo, type ReactNode } from 'react'
import type { Session } from '#backbone/access/contract'
import type { Scope } from '#backbone/scopes'
import { api, chosenStation, keepStation } from './api.ts'
import { reconnect } from './realtime.ts'

type SignedIn = {
  session: Session
  station: Session['stations'][number] | undefined
  may(scope: Scope): boolean
  enter(station: string): void
  leave(): Promise<void>
}
const SessionContext = createContext<SignedIn | undefined>(undefined)

export const sessionQuery = {
  queryKey: ['session'],
  queryFn: () => readSession(),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
}

/** Who is here. A station kept by the browser that the person has since left is forgotten. */
const readSession = async (): Promise<Session> => {
  try {
    return settle(await api.access.session({}))
  } catch (error) {
    if (chosenStation() === undefined) throw error
    keepStation(undefined)
    return settle(await api.access.session({}))
  }
}

/** Keeps the station of a session as the one to work in. */
export const settle = (session: Session): Session => {
  const station = session.station ?? session.stations[0]?.id
  keepStation(station)
  return session
}

export const SessionProvider = ({ session, children }: { session: Session; children: ReactNode }) => {
  const queries = useQueryClient()
  const enter = useCallback(
    (station: string) => {
      keepStation(station)
      reconnect()
      queries.clear()
      location.assign('/console/')
    },
    [queries],
  )
  const leave = useCallback(async () => {
    await api.access.logout({}).catch(() => {})
    keepStation(undefined)
    location.assign('/console/login')
  }, [])
  const value = useMemo<SignedIn>(() => {
    const id = session.station ?? session.stations[0]?.id
    return {
      session,
      station: session.stations.find((one) => one.id === id),
      may: (scope) => session.scopes.includes(scope),
      enter,
      leave,
    }
  }, [session, enter, leave])
  return <SessionContext value={value}>{children}</SessionContext>
}

/** The person who is signed in, and what they may do here. */
export const useSession = (): SignedIn => {
  const signedIn = use(SessionContext)
  if (!signedIn) throw new Error('useSession outside SessionProvider')
  return signedIn
}
