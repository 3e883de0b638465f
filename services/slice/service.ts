import { Problem, service, type Kit } from '#backbone'
import { slice, type Flow, type Segment } from './contract.ts'
import { dropDue, dropLater, dropNow, deleteDoomed } from './dropping-store.ts'
import {
  declareFlow,
  firstDifference,
  flowsOf,
  insertSegments,
  lockFlow,
  markComplete,
  notePlayable,
  segmentsOf,
  setInit,
  totalsOf,
  usageOf,
  type FlowRow,
  type Init,
  type Tables,
  type Totals,
} from './store.ts'
import { keepOutline, outlinesOf } from './outline-store.ts'
import { openSweeper } from './sweeper.ts'

const flowNotFound = (id: string) => new Problem('flow-not-found', 404, 'There is no such flow', { flow: id })
const flowDiffers = (id: string) =>
  new Problem('flow-differs', 409, 'A flow of this id was declared for something else', { flow: id })
const initDiffers = (id: string) =>
  new Problem('init-differs', 409, 'The flow is decoded after another init than this one', { flow: id })
const segmentDiffers = (flow: string, sequence: number) =>
  new Problem('segment-differs', 409, 'Another segment already stands at this place', { flow, sequence })
const flowComplete = (flow: string, sequence: number) =>
  new Problem('flow-complete', 409, 'The flow is complete and does not grow any more', { flow, sequence })
const timelineGap = (flow: string, detail: object) =>
  new Problem('timeline-gap', 409, 'The flow is not complete: segments are missing', { flow, ...detail })

const shape = (row: FlowRow): Flow => ({
  id: row.id,
  source: row.source,
  kind: row.kind,
  role: row.role,
  name: row.name,
  codec: row.codec,
  ...(row.width === null ? {} : { width: row.width }),
  ...(row.height === null ? {} : { height: row.height }),
  ...(row.frame_rate_num === null || row.frame_rate_den === null
    ? {}
    : { frameRate: { num: row.frame_rate_num, den: row.frame_rate_den } }),
  ...(row.channels === null ? {} : { channels: row.channels }),
  ...(row.sample_rate === null ? {} : { sampleRate: row.sample_rate }),
  ...(row.language === null ? {} : { language: row.language }),
  timescale: row.timescale,
  originTicks: Number(row.origin_ticks),
  state: row.state,
})

const initOf = (row: FlowRow) =>
  row.init_object === null || row.init_bytes === null || row.init_sha256 === null
    ? {}
    : { init: { object: row.init_object, bytes: row.init_bytes, sha256: row.init_sha256 } }

/** The one timeline: which segments each flow of a source has, and the objects they are kept in. */
export default service<Tables>()({
  contract: slice,
  uses: {},
  migrations: new URL('./migrations/', import.meta.url),
  start(kit: Kit<typeof slice, {}, Tables>) {
    const sweeper = openSweeper(kit.log, kit.signal, {
      dropDue: () => kit.across(dropDue),
      deleteDoomed: () => kit.across((tx) => deleteDoomed(tx, (object) => kit.objects.delete(object))),
    })
    return {
      stop: sweeper.stop,
      api: {
        openFlow: (flow, call) =>
          kit.inStation(call, async (tx) => {
            const row = await declareFlow(tx, call.station, flow)
            const same = row?.source === flow.source && row.kind === flow.kind && row.timescale === flow.timescale
            if (!same) throw flowDiffers(flow.id)
            return shape(row)
          }),

        register: ({ id, codec, init, segments }, call) =>
          kit.inStation(call, async (tx) => {
            if (init) await setInit(tx, id, init, codec)
            const flow = await lockFlow(tx, id, 'share')
            if (!flow) throw flowNotFound(id)
            refuseOtherInit(flow, init)
            const added = flow.state === 'growing' ? await insertSegments(tx, flow, segments) : []
            if (added.length < segments.length) {
              const other = await firstDifference(tx, id, segments)
              if (other) throw other.there ? segmentDiffers(id, other.sequence) : flowComplete(id, other.sequence)
            }
            if (added.includes(0) && (await notePlayable(tx, flow)))
              await kit.publish(tx, 'playable', about(flow), { source: flow.source, flow: id })
            return {}
          }),

        complete: ({ id, segments }, call) =>
          kit.inStation(call, async (tx) => {
            const flow = await lockFlow(tx, id, 'update')
            if (!flow) throw flowNotFound(id)
            const totals = await totalsOf(tx, id)
            refuseGap(flow, totals, segments)
            if (flow.state === 'complete') return shape(flow)
            await markComplete(tx, id, totals)
            await keepOutline(tx, id)
            await kit.publish(tx, 'completed', about(flow), { source: flow.source, flow: id, name: flow.name })
            return { ...shape(flow), state: 'complete' as const }
          }),

        timeline: ({ source }, call) =>
          kit.inStation(call, async (tx) => {
            const flows = await flowsOf(tx, source)
            const ids = flows.map((flow) => flow.id)
            const segments = ids.length > 0 ? await segmentsOf(tx, ids) : new Map<string, Segment[]>()
            return {
              items: flows.map((row) => ({ flow: shape(row), ...initOf(row), segments: segments.get(row.id) ?? [] })),
            }
          }),

        outlines: ({ source }, call) =>
          kit.inStation(call, async (tx) => {
            const flows = await flowsOf(tx, source)
            const outlines = await outlinesOf(
              tx,
              flows.map((flow) => flow.id),
            )
            return {
              items: flows.flatMap((row) => {
                const segments = outlines.get(row.id)
                // Dropped between one look and the other.
                return segments ? { flow: shape(row), ...initOf(row), segments } : []
              }),
            }
          }),

        segments: ({ id, from, limit }, call) =>
          kit.inStation(call, async (tx) => {
            const row = await tx.selectFrom('flow').selectAll().where('id', '=', id).executeTakeFirst()
            if (!row) throw flowNotFound(id)
            const segments = await segmentsOf(tx, [id], { from, limit })
            return { flow: shape(row), ...initOf(row), segments: segments.get(id) ?? [] }
          }),

        flows: ({ source }, call) =>
          kit.inStation(call, async (tx) => {
            const rows = await flowsOf(tx, source)
            return { items: await Promise.all(rows.map(async (row) => howFar(row, await totals(row)))) }
            async function totals(row: FlowRow) {
              return row.state === 'complete' ? row : totalsOf(tx, row.id)
            }
          }),

        usage: (_, call) => kit.inStation(call, usageOf),

        drop: async ({ source, role, afterSeconds }, call) => {
          await kit.inStation(call, (tx) =>
            afterSeconds ? dropLater(tx, { source, role, afterSeconds }) : dropNow(tx, { source, role }),
          )
          if (!afterSeconds) sweeper.kick()
          return {}
        },
      },
    }
  },
})

const about = (flow: FlowRow) => ({ station: flow.station, subject: flow.source })

const howFar = (row: FlowRow, totals: { segments: number; bytes: number | string; ticks: number | string }) => ({
  flow: shape(row),
  segments: totals.segments,
  bytes: Number(totals.bytes),
  durationSeconds: Number(totals.ticks) / row.timescale,
})

const refuseOtherInit = (flow: FlowRow, init: Init | undefined): void => {
  if (init && flow.init_sha256 !== init.sha256) throw initDiffers(flow.id)
}

/** A flow begins where the presentation does or before (sound has its priming), and has every segment after that. */
const refuseGap = (flow: FlowRow, totals: Totals, segments: number): void => {
  const late = totals.start === null || totals.start > Number(flow.origin_ticks) + 1
  if (totals.segments === segments && totals.gap === null && !late) return
  throw timelineGap(flow.id, {
    segments: totals.segments,
    expected: segments,
    ...(totals.gap === null ? {} : { missingBefore: totals.gap }),
  })
}
