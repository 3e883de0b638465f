import { csvOf } from '../shell/csv.ts'
import type { Entry } from './audit-words.ts'

const head = ['at', 'actor_kind', 'actor', 'actor_id', 'action', 'subject', 'name', 'before', 'after']

const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value))

/** Entries of the trail as a table for spreadsheets, a line each, in the order given. */
export const auditCsv = (entries: readonly Entry[], nameOf: (entry: Entry) => string | undefined): string =>
  csvOf([
    head,
    ...entries.map((entry) => [
      entry.at,
      entry.actor.kind,
      entry.actor.name,
      entry.actor.id,
      entry.action,
      entry.subject,
      nameOf(entry) ?? '',
      json(entry.before),
      json(entry.after),
    ]),
  ])
