import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { client } from '#backbone/client'
import { vms, type Asset } from '#services/vms'
import { importFiles, scriptKey } from './console.ts'
import type { TestStation } from './station.ts'

const run = promisify(execFile)

/** The database of a station that runs. */
const databaseOf = async ({ folder }: TestStation): Promise<pg.Client> => {
  const note = JSON.parse(await readFile(join(folder, 'run/station.json'), 'utf8')) as { databaseUrl: string }
  const db = new pg.Client({ connectionString: note.databaseUrl })
  await db.connect()
  return db
}

/**
 * A library as long as a station's of some months: one real film, its row copied `count` times in four columns, some
 * with titles of 200 characters and 50 tags, the newest an hour old. Two of the column 新闻 lie below it.
 */
export const fillLibrary = async (station: TestStation, count: number) => {
  const film = join(station.folder, '开场.mp4')
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=2']
  await run('ffmpeg', ['-v', 'error', ...source, '-pix_fmt', 'yuv420p', film])
  const [id = ''] = await importFiles(station, [film])
  const assets = client(vms, { origin: station.url, token: await scriptKey(station) })
  const above = await assets.addColumn({ name: '新闻' })
  for (const name of ['时政', '民生']) await assets.addColumn({ name, parent: above.id })
  for (const name of ['体育', '文艺']) await assets.addColumn({ name, position: 1 })
  const db = await databaseOf(station)
  await db.query(
    `insert into vms.asset (station, essence, file_name, title, state, playable, duration_seconds, width, height,
       created_by, "column", tags, created_at, updated_at)
     select a.station, a.essence, 'f' || n || '.mp4',
       case n % 50 when 3 then repeat('防汛一线连续报道', 25) when 4 then repeat('Flood report from the front ', 7)
         else (array['晚间新闻', '早间快报', '清河新闻', '乡村纪实'])[1 + n % 4] || ' 第 ' || n || ' 期' end,
       (array['ready', 'published', 'ready', 'withdrawn', 'failed'])[1 + n % 5], true, n % 3600, 1920, 1080,
       (array['王小明', '李芳'])[1 + n % 2], (array['时政', '民生', '体育', '文艺'])[1 + n % 4],
       case when n % 50 = 5 then (select array_agg('标签 ' || k) from generate_series(1, 50) k)
         else array['标签 ' || n % 30, (array['现场', '空镜'])[1 + n % 2]] end,
       now() - interval '1 hour' - n * interval '20 minutes', now() - interval '1 hour' - n * interval '20 minutes'
     from (select * from vms.asset where id = $2) a, generate_series(1, $1::int) n`,
    [count, id],
  )
  await db.query('analyze vms.asset')
  return {
    film: id,
    assets,
    find: async (title: string): Promise<Asset> => (await assets.list({ text: title, limit: 1 })).items[0]!,
    /** Ends the rights to an asset, as time does. */
    outOfTime: (title: string) =>
      db.query(`update vms.asset set available_until = now() - interval '1 day' where title = $1`, [title]),
    close: () => db.end(),
  }
}
export type FullLibrary = Awaited<ReturnType<typeof fillLibrary>>
