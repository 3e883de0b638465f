export type ProblemJson = { type: string; title: string; status: number; [detail: string]: unknown }

/** A failure the caller can act on; HTTP shows it as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  readonly type: string
  readonly status: number
  readonly detail: Record<string, unknown>

  constructor(type: string, status: number, title: string, detail: Record<string, unknown> = {}) {
    super(title)
    this.name = 'Problem'
    this.type = type
    this.status = status
    this.detail = detail
  }

  toJSON(): ProblemJson {
    return { ...this.detail, type: `/problems/${this.type}`, title: this.message, status: this.status }
  }
}

/** Reads a problem+json body back into the Problem it was; anything else becomes `unreadable-answer`. */
export const problemFrom = (status: number, body: unknown): Problem => {
  if (isProblemJson(body)) {
    const { type, title, status: stated, ...detail } = body
    return new Problem(type.replace('/problems/', ''), typeof stated === 'number' ? stated : status, title, detail)
  }
  return new Problem('unreadable-answer', status, `The server answered ${status} without saying why`)
}

const isProblemJson = (body: unknown): body is ProblemJson =>
  typeof body === 'object' &&
  body !== null &&
  'type' in body &&
  typeof body.type === 'string' &&
  'title' in body &&
  typeof body.title === 'string'
