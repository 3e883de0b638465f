import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeMedia, temporaryFolder } from '#media/testing'
import { editFaults } from './edits.ts'
import { mp3Faults } from './mp3.ts'

const folder = await temporaryFolder()
const written = async (name: string, ...parts: Buffer[]) => {
  const location = join(folder, name)
  await writeFile(location, Buffer.concat(parts))
  return { location }
}

test('an MP3 that was tagged twice, or does not say how long it is, is as good as any other', async () => {
  const made = ['-f', 'lavfi', '-i', 'sine=d=1', '-id3v2_version', '0']
  const mp3 = await readFile(await makeMedia(join(folder, 'a.mp3'), made))
  const tag = Buffer.alloc(30)
  tag.write('ID3\u0004', 'latin1')
  tag[9] = tag.length - 10
  assert.deepEqual(await mp3Faults(await written('twice.mp3', tag, tag, mp3), 1), [])
  const unsaid = Buffer.from(mp3)
  unsaid.writeUInt32BE(0, unsaid.indexOf('Info') + 12)
  assert.deepEqual(await mp3Faults(await written('unsaid.mp3', unsaid), 1), [])
  const [cut] = await mp3Faults(await written('cut.mp3', tag, tag, mp3.subarray(0, -100)), 1)
  assert.equal(cut?.message, 'corrupt.cutOff')
})

test('an MP4 with a box that is said to be larger than any file is read as far as it goes', async () => {
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1)
  head.write('mdat', 4, 'latin1')
  head.writeBigUInt64BE(2n ** 62n, 8)
  assert.deepEqual(await editFaults(await written('endless.mp4', head), 1), [])
})
