export { databaseProblem, isDuplicate, openDatabase, type Database } from './database.ts'
export { startEmbeddedPostgres, type EmbeddedDatabase } from './embedded.ts'
export { migrate } from './migrate.ts'
