import { randomBytes } from 'node:crypto'
import type { FastifyReply } from 'fastify'

const policy = (directives: Record<string, string>) =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')

const common = {
  'default-src': "'none'",
  'script-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  // hls.js feeds the player from memory, and begins tracks of subtitles as empty data.
  'media-src': "'self' blob: data:",

  'base-uri': "'none'",
  'form-action': "'self'",
}

/** What the page may do, and nothing else. antd writes its styles while the page runs: they carry the nonce. */
const consolePolicy = (nonce: string) =>
  policy({ ...common, 'style-src': `'self' 'nonce-${nonce}'`, 'frame-ancestors': "'none'" })
/** The page is only itself; the embed is there to stand in pages of others. */
const publicPolicies = {
  watch: policy({ ...common, 'style-src': "'self'", 'frame-ancestors': "'self'" }),
  embed: policy({ ...common, 'style-src': "'self'", 'frame-ancestors': '*' }),
}

const always = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
}

/** Sends a page of the console; `__nonce__` in it becomes the nonce of this answer. */
export const sendConsole = (reply: FastifyReply, page: string): FastifyReply => {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .headers({
      ...always,
      'referrer-policy': 'same-origin',
      'content-security-policy': consolePolicy(nonce),
      'cache-control': 'no-cache',
    })
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('__nonce__', nonce))
}

/** Sends a page for the public, which caches may keep for a moment. */
export const sendPublic = (
  reply: FastifyReply,
  page: string,
  kind: 'watch' | 'embed',
  maxAgeSeconds: number,
): FastifyReply =>
  reply
    .headers({
      ...always,
      // A page that lets in only what asks to be let in can still show an embed.
      ...(kind === 'embed' ? { 'cross-origin-resource-policy': 'cross-origin' } : {}),
      'referrer-policy': 'strict-origin-when-cross-origin',
      'content-security-policy': publicPolicies[kind],
      'cache-control': maxAgeSeconds > 0 ? `public, max-age=${maxAgeSeconds}` : 'no-store',
      vary: 'accept-language',
    })
    .type('text/html; charset=utf-8')
    .send(page)
