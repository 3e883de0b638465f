import { dataFolder, defaultPort, readEngines, readPort } from './config.ts'
import { checkMachine } from './doctor-machine.ts'
import { checkDatabase, checkPort, checkStation, checkStore } from './doctor-station.ts'
import { readNote, stationFlags } from './station.ts'
import { verb } from './verb.ts'

/** One finding: `advice` says what to do when it is not well; only an essential one makes doctor fail. */
export type Finding = { name: string; ok: boolean; says: string; advice?: string; essential?: boolean }

export default verb({
  usage: '[--data DIR] [--port N] [--json]',
  about: [
    'Says in words what is wrong with this machine or the station on it, and what to do about it.',
    '检查本机与台的运行环境，并给出处理办法。',
    '',
    'Looks at the same DATABASE_URL and S3_* as `up`. Exit status 1 when something essential is wrong.',
  ].join('\n'),
  flags: {
    data: stationFlags.data,
    port: { type: 'string', value: 'N', help: `Port the station would serve on (${defaultPort})` },
    json: { type: 'boolean', help: 'The findings as one JSON array' },
  },
  async run({ flags, env }) {
    const folder = dataFolder(flags.data)
    const port = readPort(flags.port)
    const engines = readEngines(env)
    const note = readNote(folder)
    const databaseUrl = engines.databaseUrl ?? note?.databaseUrl
    const bucket = engines.bucket ?? note?.bucket
    const findings = (
      await Promise.all([
        checkMachine(folder),
        note ? checkStation(note) : checkPort(port),
        databaseUrl === undefined ? [] : checkDatabase(databaseUrl),
        bucket === undefined ? [] : checkStore(bucket),
      ])
    ).flat()
    process.stdout.write(flags.json ? `${JSON.stringify(findings, undefined, 2)}\n` : findings.map(lineOf).join(''))
    return findings.some((one) => !one.ok && one.essential) ? 1 : 0
  },
})

const lineOf = ({ name, ok, says, advice, essential }: Finding): string => {
  if (ok) return `✓ ${name}: ${says}\n`
  return `✗ ${name}: ${says}${essential ? '' : ' (not essential)'}\n${advice ? `    → ${advice}\n` : ''}`
}
