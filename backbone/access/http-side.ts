import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpSide, Language } from '../contract/call.ts'

const cookieName = 'rongmei_session'
const sessionCookie = /(?:^|;\s*)rongmei_session=([\w-]{43})(?=;|\s*$)/

/** The session token a request carries; undefined without one, or with something that cannot be one. */
export const cookieOf = (request: FastifyRequest): string | undefined =>
  sessionCookie.exec(request.headers.cookie ?? '')?.[1]

/** What an operation may know of, and say to, the request it answers. */
export const httpSide = (request: FastifyRequest, reply: FastifyReply, token: string | undefined): HttpSide => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
  ...(token === undefined ? {} : { sessionToken: token }),
  setSession(next, maxAgeSeconds = 0) {
    const secure = request.protocol === 'https' ? '; Secure' : ''
    const age = next === undefined ? 0 : Math.floor(maxAgeSeconds)
    void reply.header(
      'set-cookie',
      `${cookieName}=${next ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure}`,
    )
  },
})

/** The language the reader wants first among those we speak; Chinese unless told. */
export const languageOf = (request: FastifyRequest): Language => {
  const wanted = (request.headers['accept-language'] ?? '').toLowerCase().slice(0, 200)
  const first = wanted.split(',').find((tag) => /^\s*(zh|en)\b/.test(tag))
  return first?.trim().startsWith('en') ? 'en' : 'zh-CN'
}
