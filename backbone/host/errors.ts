import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../contract/problem.ts'

type Validation = { instancePath: string; keyword: string; message?: string; params: Record<string, unknown> }

const invalidInput = (error: FastifyError) =>
  new Problem('invalid-input', 400, 'The request is not as the API describes it', {
    part: error.validationContext,
    errors: (error.validation as unknown as Validation[]).slice(0, 20).map((e) => ({
      field:
        e.instancePath.slice(1).replaceAll('/', '.') ||
        String(e.params.missingProperty ?? e.params.additionalProperty ?? ''),
      rule: e.keyword,
      message: e.message ?? '',
      limit: e.params.limit ?? e.params.allowedValues,
    })),
  })

/** Framework refusals in our own words. */
const known: Record<string, [type: string, title: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'The request is larger than this operation takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['wrong-media-type', 'Send application/json'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid-json', 'The body is not JSON'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid-json', 'The body is empty, but JSON was announced'],
  FST_ERR_BAD_URL: ['bad-url', 'This address cannot be read'],
}

export const toProblem = (error: FastifyError | Problem): Problem => {
  if (error instanceof Problem) return error
  if (error.validation) return invalidInput(error)
  const [type, title] = known[error.code] ?? []
  if (type && title) return new Problem(type, error.statusCode ?? 400, title)
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    return new Problem('bad-request', error.statusCode, error.message)
  }
  return new Problem('internal', 500, 'Something went wrong on our side')
}

/** Every failure leaves as RFC 9457 problem+json with the request's id; what is our bug is logged whole. */
export const answerProblems = (app: FastifyInstance): void => {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error)
    if (problem.status >= 500 && !(error instanceof Problem)) request.log.error({ err: error }, 'a request failed')
    return sendProblem(request, reply, problem)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new Problem('not-found', 404, 'There is nothing at this address')),
  )
}

export const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply => {
  const retryAfter = problem.detail.retryAfterSeconds
  if (typeof retryAfter === 'number') void reply.header('retry-after', Math.ceil(retryAfter))
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ ...problem.toJSON(), requestId: request.id }))
}
