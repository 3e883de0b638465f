import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '#backbone'
import { access } from '#backbone/access/contract'
import { client } from '#backbone/client'
import { scopes, type Role } from '#backbone/scopes'
import { vms, type Asset } from '#services/vms'
import { demoFilms, madeFilm, type DemoFilm } from './demo-films.ts'
import { uploadFile } from './import-upload.ts'
import { makeKey } from './token.ts'

/** Where the station answers, what it stands on, and when to stop. */
export type DemoOptions = {
  origin: string
  databaseUrl: string
  folder: string
  say(line: string): void
  signal: AbortSignal
}

const people: { login: string; name: string; role: Role }[] = [
  { login: 'zhubian', name: '周主编', role: 'chief-editor' },
  { login: 'bianji', name: '林编辑', role: 'editor' },
  { login: 'shenhe', name: '何审核', role: 'reviewer' },
  { login: 'yunwei', name: '陈运维', role: 'operator' },
]
const mostSeconds = 1800

/**
 * Makes a small living station: real films brought in by real uploads, described, sorted into columns and some of them
 * published, one that fails, and colleagues in their roles. A station that has assets is left alone.
 */
export const livenUp = async ({ origin, databaseUrl, folder, say, signal }: DemoOptions): Promise<void> => {
  const { secret, key } = await makeKey(databaseUrl, {
    name: 'rongmei up --demo',
    scopes: [...scopes],
    expiresInDays: 1,
  })
  const to = { origin, token: secret, memory: join(folder, 'run', 'demo-uploads') }
  const assets = client(vms, to)
  const staff = client(access, to)
  try {
    const { items } = await assets.list({ limit: 1 })
    if (items.length > 0)
      return say('--demo: the station has assets already and is left as it is (已有素材，不再载入演示)')
    await invite(staff, folder, say)
    const films = demoFilms()
    for (const [i, film] of films.entries()) {
      if (signal.aborted) return
      say(`--demo: ${film.title} (${i + 1}/${films.length})`)
      await bringIn(film, { assets, to, folder: join(folder, 'demo'), signal })
    }
    say(`--demo: the station is alive (演示台已就绪): ${origin}/console/`)
  } finally {
    await staff.revokeKey({ id: key.id }).catch(() => {})
  }
}

/** Colleagues, whose one-time passwords are left in a file beside the first login. */
const invite = async (staff: ReturnType<typeof client<typeof access>>, folder: string, say: (line: string) => void) => {
  const lines: string[] = []
  for (const person of people) {
    const { oneTimePassword } = await staff.invite(person).catch(known)
    if (oneTimePassword) lines.push(`${person.login}  ${oneTimePassword}  ${person.name}`)
  }
  if (lines.length === 0) return
  const file = join(folder, 'demo-logins.txt')
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 })
  say(`--demo: logins of the colleagues are in ${file} (演示账号)`)
}

/** Somebody of that name is here already: an earlier start was interrupted. */
const known = (cause: unknown): { oneTimePassword?: string } => {
  if (cause instanceof Problem && cause.status === 409) return {}
  throw cause
}

type Bringing = {
  assets: ReturnType<typeof client<typeof vms>>
  to: Parameters<typeof uploadFile>[1]
  folder: string
  signal: AbortSignal
}

const bringIn = async (film: DemoFilm, { assets, to, folder, signal }: Bringing) => {
  const file = await madeFilm(film, folder, signal)
  const { size, mtimeMs } = await stat(file)
  const upload = await uploadFile({ file, bytes: size, modifiedMilliseconds: mtimeMs }, to, () => {})
  const ended = await settled(assets, upload, signal)
  if (!ended) return
  const { title, description, column, tags } = film
  const told = await assets.update({ id: ended.id, version: ended.version, title, description, column, tags })
  if (film.publish && told.state === 'ready') await assets.publish({ id: told.id, version: told.version })
}

/** The asset of an upload once its ingest has ended; nothing when asked to stop. */
const settled = async (assets: Bringing['assets'], upload: string, signal: AbortSignal): Promise<Asset | undefined> => {
  for (let waited = 0; waited < mostSeconds && !signal.aborted; waited += 0.5) {
    const found = await assets.ofUpload({ upload }).catch((cause: unknown) => {
      if (cause instanceof Problem && cause.status === 404) return undefined
      throw cause
    })
    if (found && found.asset.state !== 'ingesting') return found.asset
    await sleep(500)
  }
}
