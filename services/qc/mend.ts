import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem, type WorkContext } from '#backbone'
import { MediaError, type MediaSource } from '#media/ffmpeg'
import { probe } from '#media/probe'
import { type FixKind, mendedContainer, mendFile, type Mending } from '#media/qc'
import { withSizes } from '#media/slices'
import { notJudged, type QcKit } from './kit.ts'
import { findMending, findReport, keepMending } from './store.ts'
import { templateFor } from './templates.ts'

const nice = 10
const words: Record<FixKind, string> = { loudness: '响度', crop: '裁切', deinterlace: '去隔行', remux: '重新封装' }
const fallbackLoudness = { targetLufs: -23, highestTruePeakDbtp: -1 }

type Of = { source: string; essence: string; fixes: FixKind[]; by: string }

/** Makes a mended file of an essence, stores it, and makes an asset of it that is derived from the first. */
export const mend = async (kit: QcKit, of: Of, step: WorkContext): Promise<{ made: string }> => {
  const done = await kit.inStation(step.call, (tx) => findMending(tx, step.run.id))
  if (done) return { made: done.made }
  const { location } = await kit.use.storage.source({ id: of.essence }, step.call)
  try {
    const first = await probe({ location }, { signal: step.signal })
    const source: MediaSource = { location, demuxer: first.demuxer }
    const found = await withSizes(source, first, { signal: step.signal })
    const mending = await mendingOf(kit, of, step)
    const kind = mendedContainer(found, mending)
    const target = join(step.folder, kind === 'mp4' ? 'mended.mp4' : 'mended.mkv')
    const onProgress = (share: number) => step.progress(share * 0.9)
    const { cpuSeconds } = await mendFile(source, found, mending, target, { signal: step.signal, nice, onProgress })
    step.spent(cpuSeconds)
    return { made: await keepAsAsset(kit, of, { target, kind }, step) }
  } catch (error) {
    if (error instanceof MediaError) throw new Problem(error.code, 422, error.message)
    throw error
  }
}

/** What the report says that the mending needs to know. */
const mendingOf = async (kit: QcKit, of: Of, step: WorkContext): Promise<Mending> =>
  kit.inStation(step.call, async (tx) => {
    const report = await findReport(tx, of.source)
    if (!report) throw notJudged(of.source)
    const { rules } = await templateFor(tx, report.template)
    const order = report.findings.find(({ fix }) => fix === 'deinterlace')?.params
    const seen = order?.fieldOrder ?? order?.seen
    const measuredLufs = report.loudness?.integratedLufs
    return {
      fixes: of.fixes,
      ...(seen === 'top' || seen === 'bottom' ? { fieldOrder: seen } : {}),
      ...(typeof measuredLufs === 'number'
        ? {
            loudness: {
              measuredLufs,
              targetLufs: rules.loudness?.targetLufs ?? fallbackLoudness.targetLufs,
              highestTruePeakDbtp: rules.loudness?.highestTruePeakDbtp ?? fallbackLoudness.highestTruePeakDbtp,
            },
          }
        : {}),
    }
  })

const keepAsAsset = async (
  kit: QcKit,
  of: Of,
  { target, kind }: { target: string; kind: 'mp4' | 'matroska' },
  step: WorkContext,
): Promise<string> => {
  const { call, run } = step
  const [original, before] = [
    await kit.use.vms.get({ id: of.source }, call),
    await kit.use.storage.get({ id: of.essence }, call),
  ]
  const by = `qc/${run.id}`
  const { bytes, staged, sha256, md5 } = await stage(kit, target, step)
  const name = `${before.name.replace(/\.[^.]{1,8}$/, '').slice(0, 480)}.qc.${kind === 'mp4' ? 'mp4' : 'mkv'}`
  const mediaType = kind === 'mp4' ? 'video/mp4' : 'video/x-matroska'
  const { essence } = await kit.use.storage.admit({ staged, name, mediaType, bytes, sha256, md5, by }, call)
  const title = `${original.title.slice(0, 270)}（${of.fixes.map((fix) => words[fix]).join('、')}）`
  const { column } = original
  const about = { essence: essence.id, title, ...(column === undefined ? {} : { column }) }
  const { id: made } = await kit.use.vms.create(about, call)
  await kit.inStation(call, async (tx) => {
    const { station } = call
    await keepMending(tx, { run: run.id, asset: of.source, made, station, fixes: of.fixes, by: of.by })
    await kit.publish(tx, 'mended', { station, subject: of.source }, { asset: of.source, made, fixes: of.fixes })
  })
  await kit.use.vms.relate({ id: made, to: of.source, kind: 'derived' }, call)
  await kit.use.storage.refer({ id: essence.id, by, refers: false }, call)
  return made
}

/** Puts a file into staging, hashed on the way. */
const stage = async (kit: QcKit, target: string, { call, run, attempt, signal }: WorkContext) => {
  const { size: bytes } = await stat(target)
  const staged = `qc-${run.id}-${attempt}`
  const { object } = await kit.use.storage.reserve({ staged, bytes, pendingBytes: 0 }, call)
  const { staging } = kit.objects
  await staging.discard(staged)
  await staging.create(staged, { key: object })
  const [sha256, md5] = [createHash('sha256'), createHash('md5')]
  const onChunk = (chunk: Uint8Array) => {
    sha256.update(chunk)
    md5.update(chunk)
  }
  await staging.append(staged, 0, createReadStream(target), { signal, onChunk })
  return { bytes, staged, sha256: sha256.digest('hex'), md5: md5.digest('hex') }
}
