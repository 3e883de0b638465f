import { Problem, type Kit } from '#backbone'
import type { storage } from '#services/storage'
import type { vms } from '#services/vms'
import type { search } from './contract.ts'
import type { Tables } from './store.ts'

export type SearchKit = Kit<typeof search, { storage: typeof storage; vms: typeof vms }, Tables>

/** Makes nothing of problems of the given types, and lets others through. */
export const ignore =
  (...types: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof Problem && types.includes(error.type))) throw error
  }

/** Leaves out what is not there. */
export const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
