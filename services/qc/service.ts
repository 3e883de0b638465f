import { Type } from 'typebox'
import { idInCursor, pageOf, Problem, service, step, workflow } from '#backbone'
import { Id, Text } from '#backbone/schemas'
import { isInTheFile } from '#media/ffmpeg'
import { storage } from '#services/storage'
import { transcode } from '#services/transcode'
import { vms } from '#services/vms'
import { qc } from './contract.ts'
import { answerReports } from './http.ts'
import { judge, judgeRefused, tellVerdict } from './judge.ts'
import { noFinding, notJudged } from './kit.ts'
import { mend } from './mend.ts'
import { shapeFindings, shapeReport } from './shape.ts'
import { FixKind } from './shapes.ts'
import {
  dropWaiver,
  findReport,
  forgetAsset,
  keepWaiver,
  listReports,
  mendingsOf,
  type Tables,
  type Tx,
  waiversOf,
} from './store.ts'
import { templateFor, templateOps } from './templates.ts'

const nothingToMend = (fixes: readonly string[]) =>
  new Problem('nothing-to-mend', 409, 'The report says nothing that these fixes would mend', { fixes })

/** After so many an ingest goes on without a judgement. */
const attempts = 3

const Of = { source: Id, essence: Id }

/** Judges what comes in, by templates of the station, and mends what needs no person. */
export default service<Tables>()({
  contract: qc,
  uses: { storage, transcode, vms },
  migrations: new URL('./migrations/', import.meta.url),

  start(kit) {
    const { inStation, submit, audit } = kit
    const reported = async (tx: Tx, asset: string) => {
      const row = await findReport(tx, asset)
      if (!row) throw notJudged(asset)
      return { row, waivers: await waiversOf(tx, [asset]) }
    }

    return {
      work: {
        judge: async (of, step) => {
          try {
            return { findings: await judge(kit, of, step) }
          } catch (error) {
            const isWorthAnotherTry = !(error instanceof Problem && error.status < 500) && step.attempt < attempts
            if (step.signal.aborted || step.run.workflow !== 'ingest' || isWorthAnotherTry) throw error
            // An asset that plays is not lost because it cannot be judged.
            kit.log.error({ asset: of.source, error }, 'an asset could not be judged')
            step.log(`Not judged: ${String(error)}`)
            return { findings: 0 }
          }
        },
        mend: (of, step) => mend(kit, of, step),
      },
      workflows: [
        workflow({
          name: 'judge',
          input: Type.Object({ ...Of, template: Type.Optional(Text(64)) }),
          start: (input) => [step(qc, 'judge', { key: 'judge', title: 'Technical QC', input })],
        }),
        workflow({
          name: 'mend',
          input: Type.Object({ ...Of, fixes: Type.Array(FixKind, { maxItems: 4 }), by: Text(200) }),
          start: (input) => [step(qc, 'mend', { key: 'mend', title: 'Mend', input })],
        }),
      ],
      on: {
        'runs.ended': async ({ data }, call) => {
          if (data.workflow !== 'ingest' || data.state !== 'failed' || !data.subject || !data.error) return
          if (isInTheFile(data.error.type)) await judgeRefused(kit, data.subject, data.error, call)
        },
        'vms.deleted': ({ data }, call) => inStation(call, (tx) => forgetAsset(tx, data.asset)),
      },
      http: (app) => answerReports(app, kit),
      api: {
        ...templateOps(kit),

        report: ({ asset }, call) =>
          inStation(call, async (tx) => {
            const { row, waivers } = await reported(tx, asset)
            return shapeReport(row, waivers)
          }),

        findings: ({ asset }, call) =>
          inStation(call, async (tx) => {
            const { row, waivers } = await reported(tx, asset)
            return { items: shapeFindings(row, waivers, call.language) }
          }),

        reports: ({ cursor, limit = 50, verdict, assets }, call) =>
          inStation(call, async (tx) => {
            const before = cursor === undefined ? undefined : idInCursor(cursor)
            const rows = await listReports(tx, { verdict, assets }, before, limit + 1)
            const waivers = await waiversOf(
              tx,
              rows.map(({ asset }) => asset),
            )
            return pageOf(
              rows,
              limit,
              (row) => [row.id],
              (row) => shapeReport(row, waivers),
            )
          }),

        async judge({ asset, template }, call) {
          const { essence, title } = await kit.use.vms.get({ id: asset }, call)
          const run = await inStation(call, async (tx) => {
            if (template !== undefined) await templateFor(tx, template)
            const input = { source: asset, essence, ...(template === undefined ? {} : { template }) }
            return submit(tx, { workflow: 'judge', station: call.station, subject: asset, title, input })
          })
          return { run }
        },

        waive: ({ asset, finding, reason }, call) =>
          inStation(call, async (tx) => {
            const { row } = await reported(tx, asset)
            const found = row.findings.find(({ id }) => id === finding)
            if (!found) throw noFinding(finding)
            await keepWaiver(tx, { asset, finding, station: call.station, reason, by: call.actor.name })
            await audit(tx, call, { action: 'qc.waived', subject: asset, after: { finding, kind: found.kind, reason } })
            await tellVerdict(kit, tx, asset)
            const after = await reported(tx, asset)
            return shapeReport(after.row, after.waivers)
          }),

        unwaive: ({ asset, finding }, call) =>
          inStation(call, async (tx) => {
            await reported(tx, asset)
            if (!(await dropWaiver(tx, asset, finding))) throw noFinding(finding)
            await audit(tx, call, { action: 'qc.unwaived', subject: asset, before: { finding } })
            await tellVerdict(kit, tx, asset)
            const after = await reported(tx, asset)
            return shapeReport(after.row, after.waivers)
          }),

        async fix({ asset, fixes }, call) {
          const { essence, title } = await kit.use.vms.get({ id: asset }, call)
          const { station, actor } = call
          const run = await inStation(call, async (tx) => {
            const { row } = await reported(tx, asset)
            if (!fixes.every((fix) => row.findings.some((one) => one.fix === fix))) throw nothingToMend(fixes)
            const input = { source: asset, essence, fixes, by: actor.name }
            const id = await submit(tx, { workflow: 'mend', station, subject: asset, title, input })
            await audit(tx, call, { action: 'qc.mending', subject: asset, after: { fixes, run: id } })
            return id
          })
          return { run }
        },

        fixes: async ({ asset }, call) => ({
          items: (await inStation(call, (tx) => mendingsOf(tx, asset))).map(({ made, fixes, by, made_at }) => ({
            made,
            fixes,
            by,
            madeAt: made_at.toISOString(),
          })),
        }),
      },
    }
  },
})
