import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { dataFolder, defaultQueues, readEngines, readQueues } from './config.ts'
import { openNode } from './node.ts'
import { readSeal } from './seal.ts'
import { aborted, untilAskedToStop } from './signals.ts'
import { runningStation, stationFlags } from './station.ts'
import { misused, verb } from './verb.ts'

const say = (line: string) => void process.stderr.write(`rongmei: ${line}\n`)

export default verb({
  usage: '[--queues NAME=SLOTS,…] [--data DIR]',
  about: [
    'Does work of a station’s queues in a process of its own; comes and goes as it likes.',
    '加入本机的台（或给定的数据库）的处理队列。',
    '',
    'It joins the station that runs on DIR, or, on another machine, the one that stands on',
    'DATABASE_URL and S3_* (without S3: on DIR, which must then be the station’s own folder, shared).',
  ].join('\n'),
  flags: {
    queues: {
      type: 'string',
      value: 'LIST',
      help: 'Steps at once, by queue: ingest=2,transcode=1 (as suits this machine)',
    },
    data: stationFlags.data,
  },
  async run({ flags, env }) {
    const queues = flags.queues === undefined ? defaultQueues() : readQueues(flags.queues)
    const given = readEngines(env)
    if (given.bucket && !given.databaseUrl) throw misused('S3_* is given without DATABASE_URL')
    const folder = dataFolder(flags.data)
    const engines = given.databaseUrl ? given : joined(flags.data)
    const stopping = untilAskedToStop(say)
    await using opened = new AsyncDisposableStack()
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const name = `${hostname()}/${process.pid}`
    const { host } = await openNode(
      {
        name,
        folder,
        databaseUrl: engines.databaseUrl!,
        bucket: engines.bucket,
        roles: { httpOf: [], queues },
        caps: given.caps,
        seal: readSeal(env, folder),
        logName: `worker-${process.pid}.log`,
      },
      opened,
    )
    if (stopping.aborted) return 0
    await host.work()
    const slots = Object.entries(queues).map(([queue, count]) => `${queue}=${count}`)
    process.stdout.write(`rongmei worker ready ${slots.join(',')}\n`)
    await aborted(stopping)
    return 0
  },
})

const joined = (data: string | undefined) => {
  const { note } = runningStation(data)
  return { databaseUrl: note.databaseUrl, bucket: note.bucket }
}
