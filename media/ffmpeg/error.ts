/** A failure of the media engine that a caller can act on: `code` is stable, the message is for people. */
export class MediaError extends Error {
  readonly code: string
  /** Facts that belong to the failure: limits, found values, the end of ffmpeg's log. Never secrets. */
  readonly detail: Record<string, unknown>

  constructor(code: string, message: string, detail: Record<string, unknown> = {}) {
    super(message)
    this.name = 'MediaError'
    this.code = code
    this.detail = detail
  }
}
