import { Problem } from './problem.ts'
import { scopes, type Scope } from './scopes.ts'

export type Language = 'zh-CN' | 'en'
export type Actor = { kind: 'person' | 'key' | 'system' | 'anonymous'; id: string; name: string }

/** In whose name an operation runs: one actor, in one station. Handed on from operation to operation. */
export type Call = {
  station: string
  actor: Actor
  scopes: ReadonlySet<Scope>
  requestId: string
  language: Language
  /** Aborts when the caller has gone. */
  signal: AbortSignal
  /** Present when the call came in over HTTP. */
  http?: HttpSide
}

/** What an operation may know of, and say to, the HTTP request it answers. */
export type HttpSide = {
  ip: string
  userAgent: string
  sessionToken?: string
  /** Sets the session cookie, or clears it. */
  setSession(token: string | undefined, maxAgeSeconds?: number): void
}

/** The station of calls that belong to no station (a login, a public page). Owns no rows. */
export const noStation = '00000000-0000-0000-0000-000000000000'

/** The platform itself acting in a station: in a job, or in answer to an event. */
export const systemCall = (station: string, as: string, signal: AbortSignal = new AbortController().signal): Call => ({
  station,
  actor: { kind: 'system', id: noStation, name: as },
  scopes: new Set(scopes),
  requestId: as,
  language: 'zh-CN',
  signal,
})

/** Throws `not-allowed` unless the call carries the scope. */
export const requireScope = (call: Call, scope: Scope): void => {
  if (!call.scopes.has(scope)) {
    throw new Problem('not-allowed', 403, 'You are not allowed to do this here', { needs: scope })
  }
}
