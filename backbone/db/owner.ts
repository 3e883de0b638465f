import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** As whom PostgreSQL runs, and the words to put before its command line. */
export type Owner = { uid: number | undefined; gid: number; through: string[] }

/**
 * PostgreSQL refuses to run as root, so root starts it as an unprivileged user. That user may still look through
 * folders closed to it (`dac_read_search`), since the station's own folder may lie in one, such as /root or a mktemp folder.
 */
export const owner = async (): Promise<Owner> => {
  const setpriv = await works('setpriv', ['--pdeathsig', 'KILL', 'true'])
  const dies = setpriv ? ['setpriv', '--pdeathsig', 'INT'] : []
  if (process.getuid?.() !== 0) return { uid: undefined, gid: 0, through: dies }
  const account = (await findAccount('postgres')) ?? (await findAccount('nobody'))
  if (!account || !setpriv) {
    throw new Error('as root, the embedded PostgreSQL needs setpriv (Debian: util-linux) and a user postgres or nobody')
  }
  const become = ['setpriv', `--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']
  // Without the securebit, access(2), by which initdb looks for its programs, would not count the capability.
  const look = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search']
  const capable = await works('setpriv', [...become.slice(1), ...look, 'true'])
  return { ...account, through: [...become, ...(capable ? look : []), '--pdeathsig', 'INT'] }
}

const works = (command: string, args: string[]) =>
  run(command, args, { timeout: 5000 }).then(
    () => true,
    () => false,
  )

const findAccount = async (name: string) => {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name], { timeout: 5000 })))
    return { uid: Number(uid!.stdout), gid: Number(gid!.stdout) }
  } catch {
    return undefined
  }
}
