import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const replies = new WeakMap<FastifyRequest, FastifyReply>()

/** Keeps which answer belongs to which request of a server, so that `whenGone` can tell. */
export const followAnswers = (app: FastifyInstance): void =>
  void app.addHook('onRequest', async (request, reply) => void replies.set(request, reply))

/**
 * Aborts when the caller has gone before the answer was. (The request itself, and with it Fastify's `request.signal`,
 * is closed as soon as its body has been read, which says nothing about who waits for the answer.)
 */
export const whenGone = (request: FastifyRequest): AbortSignal => {
  const answer = replies.get(request)?.raw
  if (!answer) return request.signal
  const gone = new AbortController()
  const look = () => {
    if (!answer.writableFinished) gone.abort()
  }
  if (answer.closed) look()
  else answer.once('close', look)
  return gone.signal
}
