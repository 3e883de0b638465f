export { databaseProblem, isDuplicate, openDatabase, stationRole, type Database } from './database.ts'
export { startEmbeddedPostgres, type EmbeddedDatabase } from './embedded.ts'
export { migrate } from './migrate.ts'
