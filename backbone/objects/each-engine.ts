import { createCipheriv } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { startS3Server } from '#testing/s3-server'
import { type Objects, type ObjectsConfig, openObjects } from './index.ts'

/** Runs one suite against both engines: disk in a new folder, S3 against a real server where one can be had. */
export async function eachEngine(suite: (objects: Objects, config: ObjectsConfig) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rongmei-objects-'))
  const server = await startS3Server()
  const opened: Objects[] = []
  const run = async (name: string, config: ObjectsConfig) => {
    const objects = await openObjects(config)
    opened.push(objects)
    describe(name, () => suite(objects, config))
  }
  await run('on disk', { kind: 'disk', folder })
  if (server) await run('on S3', { ...server.config, prefix: 'some/where/' })
  else test('on S3', { skip: 'no S3 server on this machine, and Go could not build one' }, () => {})
  after(async () => {
    for (const objects of opened) objects.close()
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })
}

/** Bytes that look random, are the same every time, and differ at every offset. */
export const essence = (bytes: number): Buffer =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes))
