import assert from 'node:assert/strict'
import { test } from 'node:test'
import { metadata } from '#testing/tus'
import { cleanName, cleanPath, mayBeMedia } from './names.ts'
import { checksumIn, concatIn, metadataIn } from './tus.ts'

test('a file name is shown without paths, control characters and tricks, and keeps its emoji', () => {
  const names: [string, string][] = [
    ['/etc/passwd', 'passwd'],
    ['C:\\Videos\\晚间新闻.mp4', '晚间新闻.mp4'],
    ['../../', 'unnamed'],
    ['..', 'unnamed'],
    ['', 'unnamed'],
    ['a\r\nSet-Cookie: x.mp4', 'a Set-Cookie: x.mp4'],
    ['clip\u202egpj.mp4', 'clip gpj.mp4'],
    ['👩‍👩‍👧 家庭.mov', '👩‍👩‍👧 家庭.mov'],
    ['broken \ud800.mp4', 'broken \ufffd.mp4'],
    [`${'长'.repeat(300)}.mxf`, `${'长'.repeat(196)}.mxf`],
  ]
  for (const [given, shown] of names) assert.equal(cleanName(given), shown)
  assert.equal(cleanPath('/day1/../../card\u0000A/./clip.mp4'), 'day1/card A/clip.mp4')
})

test('only what could be media is taken, by ending or by type', () => {
  const taken: [string | undefined, string | undefined][] = [
    ['a.mxf', undefined],
    ['A.MP4', 'application/pdf'],
    ['a.ts', 'text/typescript'],
    ['a', 'video/x-unheard-of'],
    ['a.bin', 'application/octet-stream'],
    [undefined, undefined],
    ['a', ''],
  ]
  for (const [name, type] of taken) assert.ok(mayBeMedia(name, type), `${name} ${type}`)
  const refused: [string | undefined, string | undefined][] = [
    ['a.pdf', undefined],
    ['a.pdf', 'application/pdf'],
    ['a', 'text/html'],
    ['a.jpg', 'image/jpeg'],
    [undefined, 'video/'],
  ]
  for (const [name, type] of refused) assert.ok(!mayBeMedia(name, type), `${name} ${type}`)
})

test('metadata is read as it was meant, and bounded', () => {
  const read = metadataIn(`${metadata({ filename: 'x/新.mp4', column: '民生' })},flag`)
  assert.deepEqual(read, { name: '新.mp4', values: { filename: '新.mp4', column: '民生', flag: '' } })
  assert.deepEqual(metadataIn(undefined), { values: {} })
  assert.equal(Object.getPrototypeOf(metadataIn('__proto__ eA==').values), Object.prototype)
  const many = Array.from({ length: 33 }, (_, i) => `k${i} eA==`).join(',')
  for (const bad of [many, `k ${'A'.repeat(9000)}`, 'k eA==,k eA==', 'k e', 'k eA== eA==', 'ключ eA==', ',']) {
    assert.throws(() => metadataIn(bad), { type: 'bad-header' }, bad.slice(0, 20))
  }
})

test('checksums and parts are read strictly', () => {
  assert.deepEqual(checksumIn('sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=')?.digest.length, 20)
  for (const bad of ['SHA1 eA==', 'crc32 eA==', 'md5 *']) {
    assert.throws(() => checksumIn(bad), { type: 'bad-header' }, bad)
  }
  const id = '0197f3a0-0000-7000-8000-000000000001'
  assert.deepEqual(concatIn(`final;/api/upload/files/${id}`), [id])
  assert.deepEqual(concatIn(`final; https://tv.example/api/upload/files/${id}`), [id])
  const twice = `final;/api/upload/files/${id} /api/upload/files/${id}`
  for (const bad of ['final', 'final;', 'whole', twice, `final;/other/${id}`, 'final;/api/upload/files/../x']) {
    assert.throws(() => concatIn(bad), { type: 'bad-header' }, bad)
  }
})
