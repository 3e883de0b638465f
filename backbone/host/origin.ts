import type { FastifyRequest } from 'fastify'

/**
 * Whether a request comes from a page of this very site, or from no browser at all. Browsers send cookies along with
 * what foreign pages ask of us, too; they also say so (Fetch Metadata, or else the `Origin` of RFC 6454).
 */
export const fromOwnPage = (request: FastifyRequest): boolean => {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = request.headers
  return origin === undefined || URL.parse(origin)?.host === request.host
}
