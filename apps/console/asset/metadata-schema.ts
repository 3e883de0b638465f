import { useQuery } from '@tanstack/react-query'
import type { MetadataField, MetadataSchema } from '#services/vms'
import type { JsonSchema } from '../components/schema-fields.ts'
import { api } from '../shell/api.ts'

/** What the station writes down of its assets. */
export const useSchemas = () =>
  useQuery({
    queryKey: ['metadata-schemas'],
    queryFn: async ({ signal }): Promise<readonly MetadataSchema[]> => (await api.vms.schemas({}, { signal })).items,
    staleTime: 60_000,
  })

const longest = 5000
const longestInList = 500
const mostInList = 100

const kinds: Record<MetadataField['type'], (field: MetadataField) => JsonSchema> = {
  text: () => ({ type: 'string', maxLength: longest }),
  person: () => ({ type: 'string', maxLength: 300 }),
  url: () => ({ type: 'string', format: 'uri', maxLength: 300 }),
  date: () => ({ type: 'string', format: 'date' }),
  boolean: () => ({ type: 'boolean' }),
  choice: ({ options = [] }) => ({ type: 'string', enum: options }),
  number: ({ minimum, maximum }) => ({
    type: 'number',
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  }),
}

/**
 * The form of a metadata schema. Nothing has to be filled in to be saved: what is required is required for publishing.
 * What is emptied is sent as null, which takes it away.
 */
export const formOf = ({ fields }: MetadataSchema): JsonSchema => ({
  type: 'object',
  properties: Object.fromEntries(
    fields.map((field) => {
      const one = kinds[field.type](field)
      const words = { title: field.label, ...(field.help ? { description: field.help } : {}) }
      const value: JsonSchema = field.many
        ? { type: 'array', items: { ...one, maxLength: longestInList }, maxItems: mostInList }
        : one
      return [field.key, { ...words, anyOf: [value, { type: 'null' }] }]
    }),
  ),
})

/** The fields that were changed, as an update sends them. */
export const changesOf = (
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([key, value]) => [key, value === undefined || value === '' || isNothing(value) ? null : value] as const)
      .filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key] ?? null)),
  )

const isNothing = (value: unknown) => (Array.isArray(value) && value.length === 0) || value === null
