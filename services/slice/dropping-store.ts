import { sql } from 'kysely'
import type { Tx } from './store.ts'

const atOnce = 200

/** Lets flows be dropped later: whoever plays them now can play on. */
export const dropLater = async (
  tx: Tx,
  about: { source: string; role: string | undefined; afterSeconds: number },
): Promise<void> => {
  await sql`update flow set drop_at = now() + make_interval(secs => ${about.afterSeconds})
    where source = ${about.source} and role = coalesce(${about.role ?? null}, role) and drop_at is null`.execute(tx)
}

/** Drops flows of a source with their rows; their objects are deleted by `deleteDoomed` afterwards. */
export const dropNow = async (tx: Tx, about: { source: string; role: string | undefined }): Promise<void> => {
  const { rows } = await sql<{ id: string }>`select id from flow
    where source = ${about.source} and role = coalesce(${about.role ?? null}, role) for update`.execute(tx)
  await doom(
    tx,
    rows.map((row) => row.id),
  )
}

/** Drops flows whose time has come, of any station; answers with how many. */
export const dropDue = async (tx: Tx): Promise<number> => {
  const { rows } = await sql<{ id: string }>`select id from flow where drop_at < now()
    order by drop_at limit ${atOnce} for update skip locked`.execute(tx)
  await doom(
    tx,
    rows.map((row) => row.id),
  )
  return rows.length
}

const doom = async (tx: Tx, flows: string[]): Promise<void> => {
  if (flows.length === 0) return
  await sql`insert into doomed (object, station, flow)
    select object, station, flow from segment where flow = any(${flows}::uuid[])
    union select init_object, station, id from flow where id = any(${flows}::uuid[]) and init_object is not null
    on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ source: string }>`delete from flow where id = any(${flows}::uuid[])
    returning source`.execute(tx)
  await sql`delete from playable where source = any(${rows.map((row) => row.source)}::uuid[])
    and not exists (select from flow where flow.source = playable.source)`.execute(tx)
}

/**
 * Deletes one batch of doomed objects that nothing refers to, and forgets them; answers with how many rows it went
 * through. They stay locked meanwhile, so that a flow declared again waits until its old objects are gone.
 */
export const deleteDoomed = async (tx: Tx, remove: (object: string) => Promise<void>): Promise<number> => {
  const { rows } = await sql<{ object: string; referred: boolean }>`
    select object, exists (select from segment where segment.object = doomed.object)
      or exists (select from flow where flow.init_object = doomed.object) as referred
    from doomed limit ${atOnce} for update skip locked`.execute(tx)
  const waiting = rows.filter((row) => !row.referred).map((row) => row.object)
  const worker = async () => {
    for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) await remove(object)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  if (rows.length > 0) await sql`delete from doomed where object = any(${rows.map((row) => row.object)})`.execute(tx)
  return rows.length
}
