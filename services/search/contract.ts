import { Type } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Instant, Nothing, Page, Text, paged } from '#backbone/schemas'
import { Cue, Facets, Found, How, Place, Suggestion, wanted, Wanted, Word, Words } from './shapes.ts'

export type * from './shapes.ts'

const Optional = Type.Optional
const Sort = Type.Enum(['best', 'newest'])
const Started = Type.Object({ run: Id })
const found = {
  ...Page(Found).properties,
  how: How,
  instead: Optional(Type.String({ description: 'What was searched for in place of what was written' })),
  building: Type.Boolean({ description: 'The index is being built: not everything is found yet' }),
}

export const search = contract({
  name: 'search',
  summary: 'Finds assets by what is written and said in them, with the place (内容搜索)',
  operations: {
    find: {
      http: 'GET /assets',
      summary: 'Assets by words, the best first (up to 1,000 of them); or by nothing but a filter, the newest first',
      scope: 'assets:read',
      input: paged({ ...wanted, sort: Optional(Sort) }),
      output: Type.Object(found),
    },
    facets: {
      http: 'GET /facets',
      summary: 'How many of the assets found are of which state, column, tag and month, and where the words were found',
      scope: 'assets:read',
      input: Wanted,
      output: Facets,
    },
    places: {
      http: 'GET /assets/:id/places',
      summary: 'Every place in one asset where the words were found, by time (at most 500)',
      scope: 'assets:read',
      input: Type.Object({ id: Id, text: Text(200, { minLength: 1 }) }),
      output: Type.Object({ items: Type.Array(Place) }),
    },
    suggest: {
      http: 'GET /suggestions',
      summary: 'What somebody may be about to write: titles, tags and columns',
      scope: 'assets:read',
      input: Type.Object({
        text: Text(100),
        limit: Optional(Type.Integer({ minimum: 1, maximum: 20, default: 8 })),
      }),
      output: Type.Object({ items: Type.Array(Suggestion) }),
    },
    words: {
      http: 'GET /words',
      summary: 'The words of the station that no dictionary knows: names, places, programmes',
      scope: 'assets:read',
      input: paged({ text: Optional(Text(20)) }),
      output: Page(Word),
    },
    addWords: {
      http: 'POST /words',
      summary: 'Add words to the dictionary of the station; what contains them is indexed again. At most 20,000',
      scope: 'assets:write',
      input: Type.Object({ words: Words }),
      output: Type.Object({ added: Type.Integer(), run: Optional(Id) }),
      status: 201,
      idempotent: true,
    },
    removeWord: {
      http: 'DELETE /words/:id',
      summary: 'Take a word out of the dictionary of the station',
      scope: 'assets:write',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },
    status: {
      http: 'GET /status',
      summary: 'How many assets are indexed, and since when the index is whole',
      scope: 'assets:read',
      input: Nothing,
      output: Type.Object({
        assets: Type.Integer(),
        words: Type.Integer(),
        builtAt: Optional(Instant),
        run: Optional(Id),
      }),
    },
    rebuild: {
      http: 'POST /rebuild',
      summary: 'Index everything of the station anew, as a run that can be followed; it is found meanwhile',
      scope: 'station:manage',
      input: Nothing,
      output: Started,
      status: 202,
      idempotent: true,
    },
    texts: {
      http: 'PUT /assets/:asset/texts',
      summary: 'Hand in the text of an asset from one source, such as subtitles, in place of what it said before',
      scope: 'internal',
      input: Type.Object({
        asset: Id,
        source: Text(100, {
          pattern: '^[a-z]+/',
          description: 'Such as subtitles/zh-CN; nothing of other sources changes',
        }),
        cues: Type.Array(Cue, { maxItems: 20_000, description: 'None takes the source away' }),
      }),
      output: Nothing,
    },
    published: {
      http: 'GET /published',
      summary: 'What the public may find: published assets by title, labels, description and subtitles',
      scope: 'internal',
      input: paged({ station: Id, text: Text(200), column: Optional(Text(100)), sort: Optional(Sort) }),
      output: Type.Object(found),
    },
  },
  work: {
    rebuild: {
      summary: 'Indexes every asset of a station',
      queue: 'ingest',
      input: Nothing,
      output: Type.Object({ assets: Type.Integer() }),
      timeoutSeconds: 82_800,
    },
    refresh: {
      summary: 'Indexes again what is in a column, or what contains certain words',
      queue: 'ingest',
      input: Type.Object({ column: Optional(Type.String()), words: Optional(Type.Array(Type.String())) }),
      output: Type.Object({ assets: Type.Integer() }),
      timeoutSeconds: 7200,
    },
  },
  events: {
    /** How often a station searched since it was last told; each page of results counts. */
    searched: Type.Object({ searches: Type.Integer() }),
  },
})
