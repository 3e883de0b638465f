import { Type, type Static } from 'typebox'
import { contract } from '#backbone/contract'
import { Id, Name, Nothing, Page, Text, paged } from '#backbone/schemas'
import { Finding, FixKind, Report, Rules, StopsPublish, Template, Verdict } from './shapes.ts'

export type * from './shapes.ts'

const Optional = Type.Optional
const Asset = Type.Object({ asset: Id })
const TemplateId = Text(64)
const Started = Type.Object({ run: Id })
const FindingOf = { asset: Id, finding: Text(40) }

/**
 * The report of an asset is also to be had as a document, at `GET /api/qc/assets/:asset/report.html`, `.pdf` and
 * `.json` (scope `assets:read`; `?language=en` or `zh-CN`).
 */
export const qc = contract({
  name: 'qc',
  summary: 'Judges every video that comes in: what is wrong, where, and what to do (云技审)',
  operations: {
    report: {
      http: 'GET /assets/:asset/report',
      summary: 'The verdict on an asset; `not-judged` 404 while there is none',
      scope: 'assets:read',
      input: Asset,
      output: Report,
    },
    findings: {
      http: 'GET /assets/:asset/findings',
      summary: 'What was found, in order of time, for the timeline; at most 2,000, those waived included',
      scope: 'assets:read',
      input: Asset,
      output: Type.Object({ items: Type.Array(Finding) }),
    },
    reports: {
      http: 'GET /reports',
      summary: 'Verdicts of the station, newest first',
      scope: 'assets:read',
      input: paged({ verdict: Optional(Verdict), assets: Optional(Type.Array(Id, { maxItems: 200 })) }),
      output: Page(Report),
    },
    judge: {
      http: 'POST /assets/:asset/judgements',
      summary: 'Judge an asset again, by the default template of the station or another one',
      scope: 'assets:write',
      input: Type.Object({ asset: Id, template: Optional(TemplateId) }),
      output: Started,
      status: 202,
    },
    waive: {
      http: 'PUT /assets/:asset/findings/:finding/waiver',
      summary: 'Let a finding pass, with a reason; it stays in the report and counts no more',
      scope: 'assets:publish',
      input: Type.Object({ ...FindingOf, reason: Name(1000) }),
      output: Report,
    },
    unwaive: {
      http: 'DELETE /assets/:asset/findings/:finding/waiver',
      summary: 'Count a finding again that was waived',
      scope: 'assets:publish',
      input: Type.Object(FindingOf),
      output: Report,
    },
    fix: {
      http: 'POST /assets/:asset/fixes',
      summary: 'Mend what can be mended without a person; a new asset comes of it, derived from this one',
      scope: 'assets:write',
      input: Type.Object({ asset: Id, fixes: Type.Array(FixKind, { minItems: 1, maxItems: 4, uniqueItems: true }) }),
      output: Started,
      status: 202,
      idempotent: true,
    },
    fixes: {
      http: 'GET /assets/:asset/fixes',
      summary: 'The assets that mending this one has made, newest first',
      scope: 'assets:read',
      input: Asset,
      output: Type.Object({
        items: Type.Array(
          Type.Object({ made: Id, fixes: Type.Array(FixKind), by: Type.String(), madeAt: Type.String() }),
        ),
      }),
    },
    templates: {
      http: 'GET /templates',
      summary: 'The templates there are: built-in ones and those of the station',
      scope: 'assets:read',
      input: Nothing,
      output: Type.Object({ items: Type.Array(Template) }),
    },
    addTemplate: {
      http: 'POST /templates',
      summary: 'Make a template of the station',
      scope: 'station:manage',
      input: Type.Object({ title: Name(100), stopsPublish: StopsPublish, rules: Rules }),
      output: Template,
      status: 201,
      idempotent: true,
    },
    changeTemplate: {
      http: 'PATCH /templates/:id',
      summary: 'Change a template of the station; what was judged by it stays as it is until judged again',
      scope: 'station:manage',
      versioned: 'update',
      input: Type.Object({
        id: Id,
        version: Type.Integer(),
        title: Optional(Name(100)),
        stopsPublish: Optional(StopsPublish),
        rules: Optional(Rules),
      }),
      output: Template,
    },
    dropTemplate: {
      http: 'DELETE /templates/:id',
      summary: 'Delete a template of the station, unless assets are judged by it by default',
      scope: 'station:manage',
      input: Type.Object({ id: Id }),
      output: Nothing,
      status: 204,
    },
    chooseTemplate: {
      http: 'PUT /default-template',
      summary: 'Judge what comes in by this template from now on',
      scope: 'station:manage',
      input: Type.Object({ template: TemplateId }),
      output: Template,
    },
  },
  work: {
    judge: {
      summary: 'Judge an asset by what was measured while it was encoded',
      queue: 'ingest',
      input: Type.Object({ source: Id, essence: Id, template: Optional(TemplateId) }),
      output: Type.Object({ findings: Type.Integer() }),
      timeoutSeconds: 7200,
    },
    mend: {
      summary: 'Make a mended file of an essence, and an asset of it',
      queue: 'transcode',
      input: Type.Object({ source: Id, essence: Id, fixes: Type.Array(FixKind, { maxItems: 4 }), by: Text(200) }),
      output: Type.Object({ made: Id }),
      timeoutSeconds: 14_400,
    },
  },
  events: {
    /** Told after every judgement and waiver; while `stopsPublish` the asset must not be shown to the public. */
    judged: Type.Object({
      asset: Id,
      verdict: Verdict,
      stopsPublish: Type.Boolean(),
      findings: Type.Integer(),
      template: Type.String(),
    }),
    mended: Type.Object({ asset: Id, made: Id, fixes: Type.Array(FixKind) }),
  },
})

export type Judged = Static<(typeof qc)['events']['judged']>
