import { client } from '#backbone/client'
import type { Contract } from '#backbone'

/** A browser as far as a server sees it: it keeps its cookie, says which site asks, and acts in a station. */
export const openBrowser = (origin: string) => {
  let cookie: string | undefined
  let station: string | undefined
  const headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }

  const send: typeof fetch = async (input, init) => {
    const reply = await fetch(input, {
      ...init,
      headers: { ...headers, ...(cookie ? { cookie } : {}), ...(init?.headers as Record<string, string>) },
    })
    for (const line of reply.headers.getSetCookie())
      cookie = line.includes('Max-Age=0') ? undefined : line.split(';')[0]
    return reply
  }
  return {
    fetch: (path: string, init?: RequestInit) => send(new URL(path, origin), init),
    client: <C extends Contract>(c: C) => client(c, { origin, fetch: send, station: () => station }),
    /** The station all further requests name. */
    goTo: (next: string | undefined) => (station = next),
    cookie: () => cookie,
    /** Puts another cookie into the jar: a stolen or an old one. */
    setCookie: (next: string | undefined) => (cookie = next),
  }
}
