import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { makeMedia, picture, quickVideo, temporaryFolder } from '#media/testing'
import { inputArgs, MediaError, publicName, readBytes, runFfmpeg, runFfprobe } from './index.ts'
import { withoutPlace } from './source.ts'

const folder = await temporaryFolder()
const endless = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=10', '-f', 'null', '-']

test('a file name is taken literally, whatever stands in it', async () => {
  const original = await makeMedia(join(folder, 'plain.mp4'), [...picture({ seconds: 0.2 }), ...quickVideo])
  for (const name of [
    '-i.mp4',
    'a:b.mp4',
    'shot-%03d.mp4',
    'two\nlines.mp4',
    '融媒😀.mp4',
    'concat:x|y.mp4',
    '*?[1].mp4',
  ]) {
    const path = join(folder, name)
    await copyFile(original, path)
    const run = await runFfprobe([
      '-show_entries',
      'format=nb_streams',
      '-of',
      'csv=p=0',
      ...inputArgs({ location: path }),
    ])
    assert.equal(run.output.trim(), '1', name)
  }
})

test('a part of a file is read wherever the file lies, and what does not answer by parts is refused', async () => {
  const path = join(folder, 'letters.bin')
  const letters = Buffer.from('abcdefghij')
  await writeFile(path, letters)
  const server = createServer((request, response) => {
    const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const part = letters.subarray(Number(from), Number(to) + 1)
    const status = request.url === '/whole' ? 200 : part.length > 0 ? 206 : 416
    response.writeHead(status).end(status === 200 ? letters : part)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const location of [path, `${address}/part`]) {
    assert.equal(String(await readBytes({ location }, { from: 2, bytes: 3 })), 'cde')
    assert.equal(String(await readBytes({ location }, { from: 8, bytes: 9 })), 'ij')
    assert.equal((await readBytes({ location }, { from: 10, bytes: 1 })).length, 0)
  }
  for (const location of [`${path}.gone`, `${address}/whole`])
    await assert.rejects(readBytes({ location }, { from: 0, bytes: 1 }), { code: 'source-unreadable' })
  server.closeAllConnections()
  server.close()
})

test('what a file makes ffmpeg print cannot keep the node busy, and its address still loses what is secret', () => {
  assert.equal(
    withoutPlace(`'http://s3/clip.mp4?X-Amz-Signature=abc': file:/srv/data/a.mp4`),
    `'http://s3/clip.mp4?…': a.mp4`,
  )
  const began = performance.now()
  withoutPlace('http://'.repeat(60_000))
  assert.ok(performance.now() - began < 10_000)
})

test('a name with a leading dash is safe even relative to the working folder', () => {
  assert.match(inputArgs({ location: '-y' }).at(-1) ?? '', /^file:\/.*\/-y$/)
  assert.throws(() => inputArgs({ location: 'a\0b' }), MediaError)
})

test('a run reports its cost and its progress', async () => {
  const seen: number[] = []
  const run = await runFfmpeg([...picture({ seconds: 1 }), '-f', 'null', '-'], {
    onProgress: (progress) => seen.push(progress.frame),
    nice: 5,
  })
  assert.equal(seen.at(-1), 25)
  assert.ok(run.cpuSeconds > 0)
})

test('a failed run says why, and its command was told before', async () => {
  const args = [...inputArgs({ location: join(folder, 'missing') }), '-f', 'null', '-']
  const commands: (readonly string[])[] = []
  await assert.rejects(runFfmpeg(args, { onCommand: (command) => commands.push(command) }), (error) => {
    assert.ok(error instanceof MediaError)
    assert.equal(error.code, 'ffmpeg-failed')
    assert.match(error.message, /No such file/)
    return true
  })
  assert.deepEqual([commands.length, commands[0]![0], commands[0]!.slice(-args.length)], [1, 'ffmpeg', args])
})

test('cancelling ends ffmpeg promptly', async () => {
  const reason = new Error('the editor changed her mind')
  const abort = new AbortController()
  const running = runFfmpeg(endless, { signal: abort.signal })
  setTimeout(() => abort.abort(reason), 300)
  const started = performance.now()
  await assert.rejects(running, reason)
  assert.ok(performance.now() - started < 5_000)
  await assert.rejects(runFfmpeg(endless, { signal: abort.signal }), reason)
})

test('a run beyond its time limit is ended', async () => {
  await assert.rejects(runFfmpeg(endless, { timeoutSeconds: 0.3 }), { code: 'timed-out' })
})

const noBound = spawnSync('prlimit', ['--version']).status === 0 ? false : 'there is no prlimit (util-linux) here'

test('a run that asks for more memory than it may have says so in words', { skip: noBound }, async () => {
  const tooMuch = (error: unknown) => {
    assert.ok(error instanceof MediaError)
    assert.equal(error.code, 'needs-too-much-memory')
    assert.match(error.message, /needs more memory than ff(mpeg|probe) may take/)
    return true
  }
  const wall = [...picture({ size: '3840x2160', seconds: 1 }), '-vf', 'tile=8x8', '-f', 'null', '-']
  await assert.rejects(runFfmpeg(wall, { memoryBytes: 1_000_000_000 }), tooMuch)
  await assert.rejects(runFfprobe(['-version'], { memoryBytes: 50_000_000 }), tooMuch)
})

test('a reader that fails ends the run with its own error', async () => {
  const failure = new Error('the store is full')
  await assert.rejects(
    runFfmpeg(['-re', '-f', 'lavfi', '-i', 'testsrc2=s=64x64', '-f', 'rawvideo', 'pipe:3'], {
      outputs: [
        async () => {
          throw failure
        },
      ],
    }),
    failure,
  )
})

test('ffmpeg dies with a killed Node', async () => {
  const code = `import { runFfmpeg } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
    setInterval(() => {}, 1000); runFfmpeg(${JSON.stringify([...endless.slice(0, -3), '-metadata', `title=${folder}`, ...endless.slice(-3)])})`
  const node = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' })
  const child = await eventually(() => childOf(node.pid ?? 0))
  node.kill('SIGKILL')
  await eventually(async () => ((await isRunning(child)) ? undefined : true))
})

test('the query of a presigned URL is kept out of what is shown', async () => {
  const source = { location: 'http://127.0.0.1:9/a.mp4?X-Amz-Signature=secret' }
  assert.equal(publicName(source), 'http://127.0.0.1:9/a.mp4?…')
  await assert.rejects(runFfmpeg([...inputArgs({ ...source }), '-f', 'null', '-'], { timeoutSeconds: 20 }), (error) => {
    assert.ok(error instanceof MediaError)
    assert.doesNotMatch(JSON.stringify(error.detail) + error.message, /secret/)
    return true
  })
})

test('what ffprobe complains of says neither where the media lies nor the secret of a signed address', async () => {
  const path = join(folder, 'my 台')
  await mkdir(path)
  await writeFile(join(path, 'letter.mp4'), 'This is a letter.\n'.repeat(100))
  const local = await runFfprobe(inputArgs({ location: join(path, 'letter.mp4') }))
  assert.match(local.complaints.join(), /letter\.mp4: Invalid data/)
  assert.doesNotMatch(local.complaints.join(), /台/)
  const signed = await runFfprobe(inputArgs({ location: 'http://127.0.0.1:9/a.mp4?X-Amz-Signature=secret' }))
  assert.match(signed.complaints.join(), /refused/)
  assert.doesNotMatch(signed.complaints.join(), /secret/)
})

const eventually = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let i = 0; i < 200; i += 1) {
    const found = await look()
    if (found !== undefined) return found
    await wait(50)
  }
  throw new Error('it never happened')
}

const childOf = async (pid: number): Promise<number | undefined> => {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  for (const child of children.trim().split(' ').filter(Boolean)) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '')
    if (command.startsWith('ffmpeg')) return Number(child)
  }
  return undefined
}

const isRunning = async (pid: number): Promise<boolean> => {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return state !== '' && !/\) Z /.test(state)
}
