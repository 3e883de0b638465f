import { Type, type Static } from 'typebox'
import type { Operation } from '#backbone/contract'
import { Id, Text } from '#backbone/schemas'

const Optional = Type.Optional

export type ImportLine = Static<typeof ImportLine>
/** What became of one line of a table, or of one item of a list or a feed. */
export const ImportLine = Type.Object({
  line: Type.Integer({ description: 'Of the table or feed, the first is 1; of a list, the item’s number' }),
  outcome: Type.Enum(['changed', 'unchanged', 'problem']),
  asset: Optional(Id),
  title: Optional(Type.String()),
  changed: Optional(Type.Array(Type.String(), { description: 'title, tags, fields.<key>, …' })),
  problem: Optional(
    Type.Object({
      type: Type.String(),
      title: Type.String(),
      detail: Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
})

export const importOperations = {
  importMetadata: {
    http: 'POST /import',
    summary:
      'Correct many assets from a table (CSV), a list (JSON) or a feed (MRSS), line by line; an asset is known by `id`, else by `fileName`',
    scope: 'assets:write',
    input: Type.Object({
      format: Type.Enum(['csv', 'json', 'mrss']),
      text: Text(900_000),
      schema: Optional(Type.Union([Id, Type.Null()], { description: 'Metadata schema the assets shall follow' })),
      dryRun: Optional(Type.Boolean({ description: 'Only tell what would become of it' })),
    }),
    output: Type.Object({
      changed: Type.Integer(),
      unchanged: Type.Integer(),
      problems: Type.Integer(),
      lines: Type.Array(ImportLine),
    }),
    idempotent: true,
  },
} as const satisfies Record<string, Operation>
