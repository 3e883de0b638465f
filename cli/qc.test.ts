import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { plant, temporaryFolder } from '#media/testing'

const folder = await temporaryFolder()
const program = join(import.meta.dirname, '../main.ts')
const qc = (...args: string[]) =>
  spawnSync(process.execPath, [program, 'qc', ...args], { encoding: 'utf8', timeout: 120_000 })

const clip = {
  seed: 21,
  seconds: 10,
  size: { width: 320, height: 180 },
  coding: ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '23', '-c:a', 'aac'],
}

test('a script is told verdict and findings of a file as JSON, and a person in sentences', async () => {
  const faults = { picture: ['black', 'letterbox'], sound: ['silence'] }
  const { path, planted } = await plant(join(folder, 'faulty.mp4'), { ...clip, faults })
  const { stdout, status } = qc(path, '--json')
  assert.equal(status, 0)
  const { verdict, findings } = JSON.parse(stdout) as { verdict: string; findings: Record<string, unknown>[] }
  assert.equal(verdict, 'warn')
  const told = findings.filter(({ severity }) => severity !== 'info')
  assert.deepEqual(told.map(({ kind }) => kind).toSorted(), planted.map(({ kind }) => kind).toSorted())
  for (const { startSeconds, endSeconds, message, messageZh, startTimecode } of told) {
    assert.ok((startSeconds as number) < (endSeconds as number))
    assert.match(message as string, /\.$/)
    assert.match(messageZh as string, /。$/)
    assert.match(startTimecode as string, /^00:00:\d\d:\d\d$/)
  }
  const text = qc(path, '--english')
  assert.match(text.stdout, /^警告 warn \(general\)\n! 00:00:0\d:\d\d – /)
  assert.match(text.stdout, /The picture is black for/)
})

test('the exit status says fail, and why a file cannot be read is a finding', async () => {
  const { path } = await plant(join(folder, 'clean.mp4'), { ...clip, seconds: 5 })
  assert.equal(qc(path).status, 0)
  const onAir = qc(path, '--template', 'broadcast-1080p25', '--json')
  assert.equal(onAir.status, 1)
  assert.ok(
    (JSON.parse(onAir.stdout) as { findings: { kind: string }[] }).findings.some((one) => one.kind === 'resolution'),
  )
  const letter = join(folder, 'letter.mp4')
  await writeFile(letter, 'This is a letter, not a film.\n'.repeat(100))
  const { stdout, status } = qc(letter, '--json')
  assert.equal(status, 1)
  const { verdict, findings } = JSON.parse(stdout) as { verdict: string; findings: { kind: string }[] }
  assert.deepEqual([verdict, findings.map(({ kind }) => kind)], ['fail', ['corrupt']])
  const nowhere = qc(join(folder, 'nowhere.mp4'), '--json')
  assert.deepEqual([nowhere.status, nowhere.stdout], [1, ''])
  assert.match(nowhere.stderr, /there is no file .*nowhere\.mp4/)
  assert.equal(qc(path, '--template', 'none').status, 2)
  assert.equal(qc().status, 2)
})
