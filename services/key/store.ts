import { sql, type Generated, type Selectable, type Transaction } from 'kysely'
import type { KeySet, Policy } from './contract.ts'

/** Tables of the schema `key`. */
export type Tables = {
  epoch: { station: string; number: string }
  policy: {
    station: string
    asset: string | null
    policy: Policy
    version: Generated<number>
    updated_at: Generated<Date>
    updated_by: string
  }
  region: { station: string; name: string; networks: string[]; updated_at: Generated<Date> }
  station_key: { station: string; sealed: Buffer; created_at: Generated<Date> }
  signing_key: { id: number; station: string; sealed: Buffer; created_at: Generated<Date> }
  link: {
    id: Generated<string>
    station: string
    asset: string
    note: string
    viewer: string | null
    address: string | null
    before_publication: boolean
    expires_at: Date
    created_at: Generated<Date>
    created_by: string
    revoked_at: Generated<Date | null>
  }
  session: {
    id: Generated<string>
    station: string
    asset: string
    link: string | null
    share: string | null
    viewer: string | null
    bound_address: string | null
    before_publication: boolean
    address: string
    user_agent: string
    started_at: Generated<Date>
    seen_at: Generated<Date>
    expires_at: Date
    revoked_at: Generated<Date | null>
  }
  key_set: {
    station: string
    asset: string
    number: number
    rotation_seconds: number
    origin: KeySet['origin']
    created_at: Generated<Date>
  }
  content_key: { station: string; asset: string; number: number; period: number; kid: string; sealed: Buffer }
}
export type Tx = Transaction<Tables>
export type PolicyRow = Selectable<Tables['policy']>

/** Counts the station's epoch up: what nodes know of who may play there is asked anew. */
export const turnEpoch = async (tx: Tx, station: string): Promise<void> => {
  await sql`insert into epoch (station, number) values (${station}, 1)
    on conflict (station) do update set number = epoch.number + 1`.execute(tx)
}

/** All epochs, by station. */
export const epochsOf = async (tx: Tx): Promise<Map<string, string>> => {
  const rows = await tx.selectFrom('epoch').select(['station', 'number']).execute()
  return new Map(rows.map((row) => [row.station, row.number]))
}

/** The policy of an asset, and the station's default, as far as there are any. */
export const policiesOf = async (
  tx: Tx,
  asset: string | null,
): Promise<{ own: PolicyRow | undefined; fallback: PolicyRow | undefined }> => {
  const rows = await tx
    .selectFrom('policy')
    .selectAll()
    .where((e) => (asset === null ? e('asset', 'is', null) : e.or([e('asset', 'is', null), e('asset', '=', asset)])))
    .execute()
  return {
    own: rows.find((row) => row.asset !== null),
    fallback: rows.find((row) => row.asset === null),
  }
}

/** Writes a policy over the given version (0: none yet); undefined where that is no longer the current one. */
export const writePolicy = async (
  tx: Tx,
  row: { station: string; asset: string | null; version: number; policy: Policy; by: string },
): Promise<PolicyRow | undefined> => {
  const policy = JSON.stringify(row.policy)
  const { rows } =
    row.version === 0
      ? await sql<PolicyRow>`insert into policy (station, asset, policy, updated_by)
          values (${row.station}, ${row.asset}, ${policy}, ${row.by}) on conflict do nothing returning *`.execute(tx)
      : await sql<PolicyRow>`update policy set policy = ${policy}, version = version + 1, updated_at = now(),
          updated_by = ${row.by}
          where asset is not distinct from ${row.asset}::uuid and version = ${row.version} returning *`.execute(tx)
  return rows[0]
}

export const dropPolicy = async (tx: Tx, asset: string): Promise<PolicyRow | undefined> =>
  tx.deleteFrom('policy').where('asset', '=', asset).returningAll().executeTakeFirst()

/** Whether any policy names a region. */
export const isRegionNamed = async (tx: Tx, name: string): Promise<boolean> => {
  const { rows } = await sql`select 1 from policy where policy -> 'regions' ? ${name} limit 1`.execute(tx)
  return rows.length > 0
}

export const regionsOf = async (tx: Tx): Promise<{ name: string; networks: number; updatedAt: string }[]> => {
  const { rows } = await sql<{ name: string; networks: number; updated_at: Date }>`
    select name, cardinality(networks) as networks, updated_at from region order by name`.execute(tx)
  return rows.map((row) => ({ name: row.name, networks: row.networks, updatedAt: row.updated_at.toISOString() }))
}

export const networksOf = async (tx: Tx, names: readonly string[]): Promise<string[]> => {
  if (names.length === 0) return []
  const rows = await tx.selectFrom('region').select('networks').where('name', 'in', names).execute()
  return rows.flatMap((row) => row.networks)
}

export const writeRegion = async (tx: Tx, station: string, name: string, networks: string[]): Promise<Date> => {
  const row = await tx
    .insertInto('region')
    .values({ station, name, networks })
    .onConflict((c) => c.columns(['station', 'name']).doUpdateSet({ networks, updated_at: new Date() }))
    .returning('updated_at')
    .executeTakeFirstOrThrow()
  return row.updated_at
}

export const dropRegion = async (tx: Tx, name: string): Promise<boolean> => {
  const { numDeletedRows } = await tx.deleteFrom('region').where('name', '=', name).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Takes away everything kept about an asset. */
export const forgetAsset = async (tx: Tx, asset: string): Promise<void> => {
  await tx.deleteFrom('session').where('asset', '=', asset).execute()
  await tx.deleteFrom('link').where('asset', '=', asset).execute()
  await tx.deleteFrom('policy').where('asset', '=', asset).execute()
  await tx.deleteFrom('key_set').where('asset', '=', asset).execute()
}
