import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '#backbone'
import { client } from '#backbone/client'
import { vms } from '#services/vms'
import { findFiles, type Found } from './import-files.ts'
import { openScreen, type Screen, type Told } from './import-screen.ts'
import { uploadFile, type Destination } from './import-upload.ts'
import { reachStation, stationFlags } from './station.ts'
import { keyFor } from './token.ts'
import { misused, verb } from './verb.ts'

const uploadsAtOnce = 2
const longestSilenceSeconds = 120

export default verb({
  usage: 'FILE|DIR… [--wait | --no-wait] [--json] [--data DIR | --port N]',
  about: [
    'Brings files, and the media files in folders, into a station, and follows them until they are ready.',
    '导入文件或文件夹，并跟踪处理进度；中断后再次运行即可续传。',
    '',
    'The station is the one that runs on DIR, or on port N, or at RONGMEI_URL with the key RONGMEI_TOKEN.',
    'Interrupted, it goes on where it was when run again. Exit status 1 if any file failed.',
  ].join('\n'),
  flags: {
    wait: { type: 'boolean', help: 'Follow each file until it is ready (as it does anyway)' },
    'no-wait': { type: 'boolean', help: 'Be done when every file has become an asset' },
    json: { type: 'boolean', help: 'One JSON line when an asset exists and one when it has ended' },
    ...stationFlags,
  },
  takesWords: true,
  async run({ flags, words, env }) {
    if (words.length === 0) throw misused('name the files or folders to import')
    if (flags.wait && flags['no-wait']) throw misused('--wait and --no-wait contradict each other')
    const reach = reachStation(flags, env)
    const { found, refused } = await findFiles(words)
    const key = await keyFor(reach, { name: 'rongmei import', scopes: ['uploads:write', 'assets:read', 'keys:manage'] })
    const totalBytes = found.reduce((sum, one) => sum + one.bytes, 0)
    const screen = openScreen({ json: flags.json ?? false, totalFiles: found.length + refused.length, totalBytes })
    try {
      for (const { file, error } of refused) screen.ended({ file, state: 'failed', error })
      const memory = join(env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'rongmei/uploads')
      const to = { origin: reach.origin, token: key.token, memory }
      const failed = await bringIn(found, to, screen, !flags['no-wait'])
      return refused.length + failed > 0 ? 1 : 0
    } finally {
      screen.close()
      await key.giveBack()
    }
  },
})

type Followed = { told: Told & { asset: string }; heardAt: number }

/** Uploads two files at a time and follows what became of them; answers how many failed. */
const bringIn = async (files: Found[], to: Destination, screen: Screen, wait: boolean): Promise<number> => {
  const assets = client(vms, to)
  const followed = new Set<Followed>()
  const rest = files.values()
  let failed = 0
  const fail = (file: string, error: string, asset?: string) => {
    failed++
    screen.ended({ file, ...(asset === undefined ? {} : { asset }), state: 'failed', error })
  }
  const upload = async () => {
    for (const one of rest) {
      try {
        const id = await uploadFile(one, to, (bytes) => screen.sent(one.file, bytes))
        screen.sent(one.file, one.bytes)
        const { asset, duplicate } = await assetOf(assets, id)
        const known = duplicate ? ({ duplicate } as const) : {}
        const told = { file: one.file, asset: asset.id, state: asset.state, ...known }
        if (!wait) screen.ended(told)
        else {
          screen.begun(told)
          followed.add({ told, heardAt: Date.now() })
        }
      } catch (cause) {
        fail(one.file, (cause as Error).message)
      }
    }
  }
  const uploads = Promise.all(Array.from({ length: uploadsAtOnce }, upload))
  const sending = { on: true }
  void uploads.then(() => (sending.on = false))
  while (sending.on || followed.size > 0) {
    for (const one of followed) {
      const end = await look(assets, one, screen)
      if (!end) continue
      followed.delete(one)
      if (end.error === undefined) screen.ended({ ...one.told, state: end.state })
      else fail(one.told.file, end.error, one.told.asset)
    }
    await sleep(300)
  }
  await uploads
  return failed
}

type Assets = ReturnType<typeof client<typeof vms>>

/** The asset that comes of an upload moments after its last byte. */
const assetOf = async (assets: Assets, upload: string) => {
  for (const until = Date.now() + longestSilenceSeconds * 1000; ; await sleep(100)) {
    try {
      return await assets.ofUpload({ upload })
    } catch (cause) {
      const passes = cause instanceof Problem && (cause.status === 404 || cause.status >= 500)
      if (!passes || Date.now() > until) throw cause
    }
  }
}

/** How an asset ended, or undefined while it has not; a station that is away for a moment is waited for. */
const look = async (
  assets: Assets,
  one: Followed,
  screen: Screen,
): Promise<{ state: string; error?: string } | undefined> => {
  try {
    const asset = await assets.get({ id: one.told.asset })
    one.heardAt = Date.now()
    screen.processed(one.told.file, asset.progress)
    if (asset.state === 'ingesting') return undefined
    return { state: asset.state, ...(asset.state === 'failed' ? { error: asset.error?.title ?? 'it failed' } : {}) }
  } catch (cause) {
    const passes = cause instanceof Problem && cause.status >= 500
    if (passes && Date.now() < one.heardAt + longestSilenceSeconds * 1000) return undefined
    return { state: 'failed', error: (cause as Error).message }
  }
}
