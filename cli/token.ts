import { createLocalKey } from '#backbone/access'
import { openDatabase } from '#backbone/db'
import { scopes, type Scope } from '#backbone/scopes'
import { runningStation, stationFlags } from './station.ts'
import { misused, verb } from './verb.ts'

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

const knownScope = (given: string): Scope => {
  const scope = scopes.find((known) => known === given)
  if (!scope) throw misused(`there is no scope '${given}'; there are ${scopes.join(', ')}`)
  return scope
}
