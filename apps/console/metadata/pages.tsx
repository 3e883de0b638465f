import './metadata.css'

export { SchemaPage } from './schema-page.tsx'
export { SchemasPage } from './schemas-page.tsx'
