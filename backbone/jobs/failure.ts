import { Problem } from '../contract/problem.ts'
import type { Failure } from './types.ts'

const maxDetailBytes = 8000

/** PostgreSQL takes no NUL in text, and what children write to stderr may hold one. */
export const clean = (text: string, length: number) => text.replaceAll('\0', '').slice(0, length)

/** What went wrong, in words that can be stored and shown. */
export const failureOf = (error: unknown): Failure => {
  const { type, code, name, message, detail } = (error instanceof Error ? error : { message: String(error) }) as {
    [key in 'type' | 'code' | 'name' | 'message' | 'detail']?: unknown
  }
  const slug = [type, code, name].find((word) => typeof word === 'string' && word !== '' && word !== 'Error')
  const title = clean(String(message), 500)
  const failure: Failure = { type: clean(String(slug ?? 'internal'), 100), title }
  if (typeof detail !== 'object' || detail === null || Object.keys(detail).length === 0) return failure
  const text = readable(detail)
  if (text === undefined) return failure
  if (text.length > maxDetailBytes) return { ...failure, detail: { cut: text.slice(0, maxDetailBytes) } }
  return { ...failure, detail: JSON.parse(text) as Record<string, unknown> }
}

/** JSON of a detail, without NULs; undefined for what has no JSON (circles, big integers). */
const readable = (detail: object): string | undefined => {
  try {
    return JSON.stringify(detail, (_key, value: unknown) =>
      typeof value === 'string' ? clean(value, maxDetailBytes) : value,
    )
  } catch {
    return undefined
  }
}

const passing = new Set([408, 425, 429])

/** Whether trying again cannot help: the error says so, or it is the request itself that is wrong (4xx). */
export const isPermanent = (error: unknown): boolean => {
  if (error instanceof Problem && error.status >= 400 && error.status < 500 && !passing.has(error.status)) return true
  return typeof error === 'object' && error !== null && 'permanent' in error && error.permanent === true
}

/** Whether the database was away or busy, so that the same transaction may well succeed in a moment. */
export const isPassing = (error: unknown): boolean => error instanceof Problem && error.status === 503
