import { createLocalKey } from '#backbone/access'
import { access } from '#backbone/access/contract'
import { client } from '#backbone/client'
import { openDatabase } from '#backbone/db'
import { scopes, type Scope } from '#backbone/scopes'
import { runningStation, stationFlags, type Reach } from './station.ts'
import { misused, Refusal, verb } from './verb.ts'

export default verb({
  usage: '[--data DIR] [--name NAME] [--scope SCOPE]…',
  about:
    'Prints a new API key of the station on this machine, for scripts: Authorization: Bearer <key>.\n生成本机台的接口密钥。',
  flags: {
    data: stationFlags.data,
    name: { type: 'string', value: 'NAME', help: 'Under which it is listed in the console (command line)' },
    scope: {
      type: 'string',
      value: 'SCOPE',
      multiple: true,
      help: `What it may do; all when not given. One of\n${scopes.join(' ')}`,
    },
  },
  async run({ flags }) {
    const wanted = flags.scope?.flatMap((given) => given.split(',')).map(knownScope) ?? [...scopes]
    const secret = await makeKey(runningStation(flags.data).note.databaseUrl, {
      name: flags.name ?? 'command line',
      scopes: [...new Set(wanted)],
    })
    process.stdout.write(`${secret.secret}\n`)
    return 0
  },
})

/** Makes a key of the station in this database. */
export const makeKey = async (databaseUrl: string, key: Parameters<typeof createLocalKey>[1]) => {
  const db = openDatabase(databaseUrl, { connections: 1, name: 'rongmei-token' })
  try {
    return await createLocalKey(db, key)
  } finally {
    await db.close()
  }
}

/**
 * The key that was given, or one of our own for the station on this machine, which is revoked when it is given back: its
 * scopes must hold `keys:manage`.
 */
export const keyFor = async (reach: Reach, own: { name: string; scopes: Scope[] }) => {
  if (reach.token) return { token: reach.token, giveBack: async () => {} }
  if (!reach.note) throw new Refusal(`set RONGMEI_TOKEN to an API key of the station at ${reach.origin}`)
  const { key, secret } = await makeKey(reach.note.databaseUrl, { ...own, expiresInDays: 7 })
  const giveBack = async () => {
    // When the station is gone by now, the key ends by itself in a week.
    await client(access, { origin: reach.origin, token: secret })
      .revokeKey({ id: key.id })
      .catch(() => {})
  }
  return { token: secret, giveBack }
}

const knownScope = (given: string): Scope => {
  const scope = scopes.find((known) => known === given)
  if (!scope) throw misused(`there is no scope '${given}'; there are ${scopes.join(', ')}`)
  return scope
}
