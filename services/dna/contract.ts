import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Nothing, Page, Text, paged } from '#backbone/schemas'
import {
  base64,
  Decision,
  Fingerprint,
  Found,
  IndexFigures,
  Match,
  PictureHit,
  Reuse,
  ReuseRow,
  Verdict,
} from './shapes.ts'
import { policyOperations } from './policy-contract.ts'

export { type Action, type Policy, type PolicySource } from './policy-contract.ts'
export type * from './shapes.ts'

const Optional = Type.Optional
const Asset = Type.Object({ asset: Id })
const Started = Type.Object({ run: Id })

/** `asset` is the asset looked at, `source` the one it was found to show again. */
export const dna = contract({
  name: 'dna',
  summary: 'Knows pictures and sound again, also edited ones, and says where they were used before (DNA 比对)',
  operations: {
    fingerprint: {
      http: 'GET /assets/:asset/fingerprint',
      summary: 'Whether an asset has a fingerprint, and how large it is',
      scope: 'assets:read',
      input: Asset,
      output: Fingerprint,
    },
    verdict: {
      http: 'GET /assets/:asset/verdict',
      summary: 'What the policies of the station say of an asset because of what it shows again',
      scope: 'assets:read',
      input: Asset,
      output: Verdict,
    },
    matches: {
      http: 'GET /matches',
      summary: 'What was found to be shown again, newest first: of one asset, of one source, or of the station',
      scope: 'assets:read',
      input: paged({
        asset: Optional(Id),
        source: Optional(Id),
        decision: Optional(Decision),
        action: Optional(Type.Enum(['allow', 'flag', 'block', 'credit'])),
      }),
      output: Page(Match),
    },
    match: {
      http: 'GET /matches/:id',
      summary: 'One match',
      scope: 'assets:read',
      input: Type.Object({ id: Id }),
      output: Match,
    },
    decide: {
      http: 'POST /matches/:id/decision',
      summary: 'Clear a match, so that it holds nothing back, or confirm it',
      scope: 'assets:publish',
      input: Type.Object({ id: Id, decision: Decision, note: Optional(Text(1000)) }),
      output: Match,
    },
    reuse: {
      http: 'GET /assets/:asset/reuse',
      summary: 'Where a story was used again: in which assets, when in them, and which parts of it',
      scope: 'assets:read',
      input: Asset,
      output: Reuse,
    },
    report: {
      http: 'GET /report',
      summary: 'The sources of this station by how much of them was used again',
      scope: 'assets:read',
      input: Type.Object({
        from: Optional(Type.String({ format: 'date-time', maxLength: 40, description: 'Found at or after' })),
        to: Optional(Type.String({ format: 'date-time', maxLength: 40, description: 'Found before' })),
        limit: Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
      }),
      output: Type.Object({ items: Type.Array(ReuseRow) }),
    },
    compare: {
      http: 'POST /compare',
      summary:
        'Compare pictures and sound taken elsewhere (`rongmei dna match`) with what the station has; nothing is kept',
      scope: 'assets:read',
      input: Type.Object({
        frames: Type.String({
          ...base64,
          description: 'Grey pictures of 32 × 32, two a second, one after another: five minutes at most',
        }),
        sound: Type.String({
          ...base64,
          maxLength: 40_000,
          description: "Chromaprint's raw 32-bit items, least byte first",
        }),
      }),
      output: Type.Object({
        matches: Type.Array(Found),
        searchedAssets: Type.Integer(),
        elapsedMilliseconds: Type.Number(),
      }),
    },
    findPicture: {
      http: 'POST /pictures',
      summary: 'Find a picture (JPEG, PNG or WebP) in what the station has: assets and times, best first',
      scope: 'assets:read',
      input: Type.Object({
        picture: Type.String({ ...base64, minLength: 1 }),
        limit: Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
      }),
      output: Type.Object({ items: Type.Array(PictureHit) }),
    },
    recheck: {
      http: 'POST /assets/:asset/recheck',
      summary: 'Compare an asset again with all that is there now; one without a fingerprint gets one first',
      scope: 'assets:write',
      input: Asset,
      output: Started,
      status: 202,
    },
    registerMissing: {
      http: 'POST /registrations',
      summary: 'Make fingerprints of all assets that have none, as a run that can be followed and cancelled',
      scope: 'assets:write',
      input: Nothing,
      output: Started,
      status: 202,
      idempotent: true,
    },
    index: {
      http: 'GET /index',
      summary: 'What the index on this node holds',
      scope: 'system:read',
      input: Nothing,
      output: IndexFigures,
    },
    ...policyOperations,
  },
  work: {
    register: {
      summary: 'Make the fingerprint of an asset, compare it with all others, and judge what was found',
      queue: 'ingest',
      input: Type.Object({ source: Id, essence: Id }),
      output: Type.Object({ frames: Type.Integer(), matches: Type.Integer() }),
      timeoutSeconds: 7200,
    },
    registerMissing: {
      summary: 'Makes the fingerprints that are missing, one asset after another',
      queue: 'ingest',
      input: Nothing,
      output: Type.Object({ registered: Type.Integer() }),
      timeoutSeconds: 82_800,
    },
  },
  events: {
    registered: Type.Object({ asset: Id }),
    /** An asset shows again what another one showed before. */
    matched: Type.Object({
      asset: Id,
      match: Id,
      source: Id,
      seconds: Type.Number(),
      score: Type.Number(),
      action: Type.Enum(['allow', 'flag', 'block', 'credit']),
    }),
    /** Told after every comparison and decision; with `block` the asset must not be shown to the public. */
    judged: Type.Object({
      asset: Id,
      verdict: Type.Enum(['clear', 'credit', 'flag', 'block']),
      matches: Type.Integer(),
    }),
  },
})

export type Judgement = Static<(typeof dna)['events']['judged']>['verdict']
