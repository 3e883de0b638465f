import i18next from 'i18next'
import { Problem } from '#backbone/problem'

/** What a failure is to a person: words in their language, and the id to quote when asking for help. */
export const problemText = (error: unknown): string => {
  if (error instanceof Problem) return problemTitle({ ...error.detail, type: error.type, title: error.message })
  return i18next.t('problems.internal')
}

/** The words for a problem as the server tells it (of a run, an asset, an upload); its own title when it is new to us. */
export const problemTitle = (problem: { type: string; title: string; [detail: string]: unknown }): string => {
  const key = `problems.${problem.type.replace('/problems/', '')}`
  return i18next.exists(key) ? i18next.t(key, problem as Record<string, string>) : problem.title
}

export const isProblem = (error: unknown, type: string): error is Problem =>
  error instanceof Problem && error.type === type
