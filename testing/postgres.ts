import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../backbone/db/embedded.ts'

/** The environment variable by which `./rongmei test` hands the run's one cluster to every test file. */
export const clusterVariable = 'RONGMEI_TEST_CLUSTER'

/** A throw-away cluster without fsync: one for a whole test run. */
export const startTestCluster = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-pg-'))
  const server = await startEmbeddedPostgres(folder, { durable: false })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** An empty database for one test file, on the run's cluster (or on one of its own when run alone). */
export const testDatabase = async (): Promise<{ url: string; drop(): Promise<void> }> => {
  const given = process.env[clusterVariable]
  const own = given ? undefined : await startTestCluster()
  const cluster = given ?? own!.url
  const name = `t_${randomBytes(6).toString('hex')}`
  await onCluster(cluster, `create database ${name}`)
  const url = new URL(cluster)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async drop() {
      await onCluster(cluster, `drop database if exists ${name} with (force)`)
      await own?.stop()
    },
  }
}

const onCluster = async (url: string, statement: string) => {
  const connection = new pg.Client({ connectionString: url })
  await connection.connect()
  try {
    await connection.query(statement)
  } finally {
    await connection.end()
  }
}
