import { sql } from 'kysely'
import type { Database } from '../db/index.ts'
import { clean } from './failure.ts'
import { every } from './coalesce.ts'

type Of = { step: string; attempt: number; run: string; station: string }
type Note = Of & { progress: number; note: string | undefined; moved: boolean; lines: { at: Date; line: string }[] }

const linesKept = 500
const lineLength = 500

/** A bar that moves once a second is alive; each writing costs a statement, and a look at the run for those who watch. */
const writeEveryMs = 1000

/** Gathers progress and log lines of the running attempts and writes them down together. */
export const takeNotes = (
  db: Database,
  onMoved: (run: string, step: string) => void,
  onError: (error: unknown) => void,
) => {
  const open = new Map<string, Note>()
  const written = new Map<string, number>()

  const noteOf = (of: Of): Note => {
    const key = `${of.step}-${of.attempt}`
    const note = open.get(key) ?? { ...of, progress: 0, note: undefined, moved: false, lines: [] }
    open.set(key, note)
    return note
  }
  const flush = async () => {
    if (open.size === 0) return
    const notes = [...open.values()]
    open.clear()
    const moved = notes.filter((note) => note.moved)
    if (moved.length > 0) {
      const rows = moved.map(({ step, attempt, progress, note }) => ({ step, attempt, progress, note }))
      await sql`
        update jobs.step as s set progress = n.progress, note = coalesce(n.note, s.note)
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(step uuid, attempt int, progress real, note text)
        where s.id = n.step and s.attempt = n.attempt and s.state = 'running'`.execute(db.kysely)
      for (const note of moved) onMoved(note.run, note.step)
    }
    await writeLines(notes.filter((note) => note.lines.length > 0))
  }
  const writeLines = async (notes: Note[]) => {
    if (notes.length === 0) return
    const rows = notes.flatMap(({ step, attempt, station, lines }) =>
      lines.map(({ at, line }) => ({ step, attempt, station, at, line })),
    )
    await sql`
      insert into jobs.step_log (station, step, attempt, at, line)
      select l.station, l.step, l.attempt, l.at, l.line from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as l(station uuid, step uuid, attempt int, at timestamptz, line text)
      join jobs.step as s on s.id = l.step`.execute(db.kysely)
    for (const { step, lines } of notes) {
      const since = (written.get(step) ?? 0) + lines.length
      written.set(step, since)
      if (since <= linesKept / 5) continue
      await sql`
        delete from jobs.step_log where step = ${step} and id <=
          (select id from jobs.step_log where step = ${step} order by id desc offset ${linesKept} limit 1)`.execute(
        db.kysely,
      )
      written.set(step, 0)
    }
    if (written.size > 10_000) written.clear()
  }
  const stop = every(writeEveryMs, flush, onError)

  return {
    progress(of: Of, fraction: number, text?: string) {
      const note = noteOf(of)
      note.progress = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0
      if (text !== undefined) note.note = clean(text, 200)
      note.moved = true
    },
    log(of: Of, line: string) {
      const { lines } = noteOf(of)
      lines.push({ at: new Date(), line: clean(line, lineLength) })
      if (lines.length > linesKept) lines.shift()
    },
    async close() {
      stop()
      await flush().catch(onError)
    },
  }
}
export type Notes = ReturnType<typeof takeNotes>
