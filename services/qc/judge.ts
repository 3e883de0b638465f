import { createHash } from 'node:crypto'
import type { Call, WorkContext } from '#backbone'
import { MediaError, type MediaSource } from '#media/ffmpeg'
import { outputFrameRate } from '#media/ladder'
import { joinSignals, type PictureSignals, unpackSignals } from '#media/picture'
import { probe, type Probe } from '#media/probe'
import { evaluate, type Evidence, type Finding, gatherEvidence, inspectFile, type Measured } from '#media/qc'
import type { SoundSignals } from '#media/sound'
import { bytesOf, type QcKit } from './kit.ts'
import { stops, verdictWithout } from './shape.ts'
import { findReport, keepReport, type KeptFinding, setVerdict, type Tx, waiversOf } from './store.ts'
import { templateFor } from './templates.ts'

/** Work behind what people wait for. */
const nice = 10

type Of = { source: string; essence: string }
type Judged = { findings: Finding[]; found?: Probe | undefined; sound?: SoundSignals | undefined }

/** The name of a finding: the same as long as it lies where it lies, so that a waiver finds it again. */
const nameOf = ({ kind, message, startSeconds, endSeconds }: Finding): string =>
  createHash('sha256')
    .update([kind, message, startSeconds.toFixed(1), endSeconds.toFixed(1)].join('/'))
    .digest('hex')
    .slice(0, 16)

/** Findings with their names; a second one of the same name has gone by the name's number. */
const named = (findings: readonly Finding[]): KeptFinding[] => {
  const counts = new Map<string, number>()
  return findings.map((finding) => {
    const name = nameOf(finding)
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return { ...finding, id: count === 1 ? name : `${name}-${count}` }
  })
}

/** Says how an asset stands: after a judgement, and after a waiver. */
export const tellVerdict = async (kit: QcKit, tx: Tx, asset: string): Promise<void> => {
  const row = await findReport(tx, asset, { lock: true })
  if (!row) return
  const waivers = await waiversOf(tx, [asset])
  const verdict = verdictWithout(row.findings, waivers)
  if (verdict !== row.verdict) await setVerdict(tx, asset, verdict)
  const stopsPublish = stops(verdict, row.stops_from)
  const { station, template } = row
  await kit.publish(
    tx,
    'judged',
    { station, subject: asset },
    { asset, verdict, stopsPublish, findings: row.findings.length, template },
  )
}

/** Judges an asset by what was measured of it; what is missing is measured now. A file that cannot be read is judged too. */
export const judge = async (
  kit: QcKit,
  of: Of & { template?: string | undefined },
  step: WorkContext,
): Promise<number> => {
  const judging = await kit.inStation(step.call, (tx) => templateFor(tx, of.template))
  const { findings, found, sound } = await look(kit, of, step).then(
    ({ evidence }): Judged => ({ ...evidence, findings: evaluate(evidence, judging.rules), found: evidence.probe }),
    (error: unknown): Judged => {
      if (!(error instanceof MediaError)) throw error
      step.log(`It cannot be read: ${error.message}`)
      return { findings: [unreadable({ type: error.code, title: error.message })] }
    },
  )
  await keep(kit, step.call, { ...of, findings: named(findings), found, sound, judging })
  return findings.length
}

/** A judgement of a file that the ingest could not take in. */
export const judgeRefused = async (
  kit: QcKit,
  asset: string,
  error: { type: string; title: string; detail?: Record<string, unknown> },
  call: Call,
): Promise<void> => {
  const judging = await kit.inStation(call, (tx) => templateFor(tx, undefined))
  await keep(kit, call, { source: asset, findings: named([unreadable(error)]), judging })
}

const unreadable = ({
  type,
  title,
  detail,
}: {
  type: string
  title: string
  detail?: Record<string, unknown>
}): Finding => {
  const at = typeof detail?.atSeconds === 'number' ? detail.atSeconds : 0
  const params = { said: title, code: type }
  return { kind: 'corrupt', startSeconds: at, endSeconds: at, severity: 'fail', message: 'corrupt.unreadable', params }
}

type ToKeep = Judged & {
  source: string
  essence?: string
  findings: KeptFinding[]
  judging: Awaited<ReturnType<typeof templateFor>>
}

const keep = async (kit: QcKit, call: Call, { source: asset, findings, found, sound, judging, essence }: ToKeep) => {
  const rate = found?.video ? outputFrameRate(found) : { num: 25, den: 1 }
  const { station } = call
  await kit.inStation(call, async (tx) => {
    await keepReport(tx, {
      asset,
      station,
      essence: essence ?? null,
      template: judging.id,
      template_title: judging.title,
      stops_from: judging.stopsPublish,
      verdict: verdictWithout(findings, await waiversOf(tx, [asset])),
      findings,
      duration_seconds: found?.durationSeconds ?? 0,
      rate_num: rate.num,
      rate_den: rate.den,
      loudness: sound
        ? {
            integratedLufs: sound.loudness.integratedLufs,
            rangeLu: sound.loudness.rangeLu,
            truePeakDbtp: sound.loudness.truePeakDbtp,
          }
        : null,
    })
    await tellVerdict(kit, tx, asset)
  })
  kit.tell(station, 'assets:qc', { asset })
}

const look = async (kit: QcKit, of: Of, step: WorkContext): Promise<{ evidence: Evidence }> => {
  const { signal } = step
  const { location } = await kit.use.storage.source({ id: of.essence }, step.call)
  const found = await probe({ location }, { signal })
  const source: MediaSource = { location, demuxer: found.demuxer }
  const measured = await measuredOf(kit, of.source, step)
  const isWhole = (measured.picture || !found.video) && (measured.sound || found.audio.length === 0)
  if (isWhole) return { evidence: await gatherEvidence(source, found, measured, { signal }) }
  const onProgress = (share: number) => step.progress(share)
  const inspected = await inspectFile(source, found, { signal, nice, onProgress })
  step.spent(inspected.cpuSeconds)
  return inspected
}

/** What was kept of an asset while it was encoded; nothing of a part that cannot be read any more. */
const measuredOf = async (kit: QcKit, source: string, step: WorkContext): Promise<Measured> => {
  const kept = await kit.use.transcode.signals({ source }, step.call)
  const picture = kept.picture && (await picturesIn(kit, kept.picture.pieces))
  const sound = kept.sound && (JSON.parse((await bytesOf(kit, kept.sound.signals)).toString('utf8')) as SoundSignals)
  return { picture, sound }
}

const picturesIn = async (kit: QcKit, pieces: readonly string[]): Promise<PictureSignals | undefined> => {
  try {
    const read = []
    for (const key of pieces) read.push(await unpackSignals(await bytesOf(kit, key)))
    return joinSignals(read)
  } catch (error) {
    if (error instanceof MediaError) return undefined
    throw error
  }
}
