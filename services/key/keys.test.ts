import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { constants, createDecipheriv, createHmac, privateDecrypt, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Problem } from '#backbone'
import { startTestHost, type TestHost } from '#testing/host'
import { key, openPolicy } from './contract.ts'
import { readCpix, writeCpix } from './cpix.ts'
import keyService from './service.ts'
import { seal, unseal } from './vault.ts'

let host: TestHost
const folder = mkdtempSync(join(tmpdir(), 'rongmei-cpix-'))

before(async () => {
  host = await startTestHost({ services: [keyService], queues: {} })
})
after(async () => {
  await host?.close()
  rmSync(folder, { recursive: true })
})

const api = (on = host) => on.api(key)
const encrypted = async (rotationSeconds = 0) => {
  const asset = randomUUID()
  const policy = { ...openPolicy, protection: 'encrypted' as const, rotationSeconds }
  await api().putPolicy({ asset, version: 0, policy }, host.call)
  const player = { published: true, lendable: true, part: 'ciphertext' as const, address: '203.0.113.7' }
  const { keySet } = await api().admit({ station: host.station, asset, ...player }, host.call)
  return { asset, number: keySet! }
}
const keyOf = ({ asset, number }: { asset: string; number: number }, period: number, on = host) =>
  api(on).contentKey({ station: host.station, asset, number, period }, host.call)
const refused = (work: () => unknown, type: string) =>
  assert.rejects(
    async () => work(),
    (error) => error instanceof Problem && error.type === type,
  )

test('every stretch has a key of its own, which stays the same, and nobody makes keys of sets that are not there', async () => {
  const one = await encrypted(60)
  const keys = await Promise.all([-1, 0, 1, 2].map((period) => keyOf(one, period)))
  assert.equal(new Set(keys.map((found) => found.key)).size, 4)
  assert.equal(new Set(keys.map((found) => found.kid)).size, 4)
  assert.deepEqual(await keyOf(one, 2), keys[3])
  assert.equal(keys[0]!.rotationSeconds, 60)
  await refused(() => keyOf({ ...one, number: 9 }, 0), 'key-not-found')
  const renewed = await api().renewKeys({ asset: one.asset }, host.call)
  assert.deepEqual([renewed.number, renewed.rotationSeconds, renewed.origin], [2, 60, 'made'])
  assert.notEqual((await keyOf({ ...one, number: 2 }, 0)).key, keys[1]!.key)
  assert.deepEqual(await keyOf(one, 0), keys[1], 'who still plays the older set goes on')
})

test('two who ask for a new key at the same moment get the same', async () => {
  const one = await encrypted()
  const other = await startTestHost({ services: [keyService], queues: {}, db: host.db, node: 'other' })
  try {
    const keys = await Promise.all(Array.from({ length: 6 }, (_, i) => keyOf(one, 0, i % 2 ? host : other)))
    assert.equal(new Set(keys.map((found) => found.key)).size, 1)
  } finally {
    await other.close()
  }
})

test('what is sealed opens only with its key, at its place, and unchanged', () => {
  const [master, secret] = [randomBytes(32), randomBytes(16)]
  const sealed = seal(master, 'here', secret)
  assert.deepEqual(unseal(master, 'here', sealed), secret)
  assert.equal(unseal(master, 'there', sealed), undefined)
  assert.equal(unseal(randomBytes(32), 'here', sealed), undefined)
  for (let i = 0; i < sealed.length; i += 1) {
    const changed = Buffer.from(sealed)
    changed[i]! ^= 1
    assert.equal(unseal(master, 'here', changed), undefined)
  }
})

test('a CPIX document hands keys on: another asset that takes it in has the same keys', async () => {
  const one = await encrypted(30)
  const keys = await Promise.all([-1, 0, 1].map((period) => keyOf(one, period)))
  const { document } = await api().exportKeys({ asset: one.asset }, host.call)
  assert.match(document, /commonEncryptionScheme="cenc"/)
  const asset = randomUUID()
  const taken = await api().importKeys({ asset, document }, host.call)
  assert.deepEqual([taken.keys, taken.origin], [3, 'imported'])
  for (const [i, period] of [-1, 0, 1].entries()) {
    const { kid, key: value } = await keyOf({ asset, number: taken.number }, period)
    assert.deepEqual([kid, value], [keys[i]!.kid, keys[i]!.key])
  }
  assert.deepEqual(
    (await api().keySets({ asset }, host.call)).items.map(({ number, keys: count }) => [number, count]),
    [[1, 3]],
  )
  await refused(() => api().exportKeys({ asset: randomUUID() }, host.call), 'no-keys')
})

test('a CPIX document for a certificate can be opened by its owner only', () => {
  const [pem, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', pem, '-out', cert, '-subj', '/CN=packager']
  execFileSync('openssl', made, { stdio: 'ignore' })
  const secret = randomBytes(16)
  const document = writeCpix([{ kid: randomUUID(), key: secret }], {
    contentId: 'a',
    certificate: readFileSync(cert, 'utf8'),
  })
  assert.doesNotMatch(document, /PlainValue/)
  const values = [...document.matchAll(/<enc:CipherValue>([^<]+)</g)].map((found) => Buffer.from(found[1]!, 'base64'))
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const open = (bytes: Buffer) => privateDecrypt({ key: readFileSync(pem), padding, oaepHash: 'sha1' }, bytes)
  const [documentKey, macKey, value] = [open(values[0]!), open(values[1]!), values[2]!]
  const decipher = createDecipheriv('aes-256-cbc', documentKey, value.subarray(0, 16))
  assert.deepEqual(Buffer.concat([decipher.update(value.subarray(16)), decipher.final()]), secret)
  const [, mac] = /<pskc:ValueMAC>([^<]+)</.exec(document)!
  assert.equal(createHmac('sha512', macKey).update(value).digest('base64'), mac)
  assert.throws(() => readCpix(document), { type: 'cpix-not-valid' })
  assert.throws(() => writeCpix([], { contentId: 'a', certificate: 'nonsense' }), { type: 'certificate-not-valid' })
})

test('documents that are not CPIX to the last key are refused, with nothing looked up or expanded', () => {
  const good = writeCpix([{ kid: randomUUID(), key: randomBytes(16) }], { contentId: 'a' })
  assert.equal(readCpix(good).length, 1)
  const kid = /kid="([^"]+)"/.exec(good)![1]!
  const [list] = /<ContentKey .*<\/ContentKey>/s.exec(good)!
  const bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
  const broken: [why: string, document: string][] = [
    ['no XML', 'CPIX'],
    ['cut off', good.slice(0, -20)],
    ['another root', good.replaceAll('CPIX', 'MPD')],
    ['entities', good.replace('<CPIX', `${bomb}<CPIX`)],
    ['a file of this machine', good.replace('<CPIX', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><CPIX')],
    ['no keys', good.replace(/<ContentKeyList>.*<\/ContentKeyList>/s, '<ContentKeyList/>')],
    ['the same key twice', good.replace(list!, list! + list!)],
    ['two keys for the same media', good.replace(list!, list! + list!.replaceAll(kid, randomUUID()))],
    ['an id that is none', good.replaceAll(kid, 'nonsense')],
    ['a short key', good.replace(/<pskc:PlainValue>[^<]+/, '<pskc:PlainValue>AAAA')],
    ['an entity for a key', good.replace(/<pskc:PlainValue>[^<]+/, '<pskc:PlainValue>&lt;')],
    ['a scheme not used here', good.replace('"cenc"', '"cbcs"')],
    ['a key inside a list', good.replace('<Data>', '<Data><Data>').replace('</Data>', '</Data></Data>')],
  ]
  for (const [why, document] of broken) assert.throws(() => readCpix(document), { type: 'cpix-not-valid' }, why)
})

test('keys lie sealed in the database, and a node with another seal cannot open them', async () => {
  const one = await encrypted()
  const found = await keyOf(one, 0)
  const rows = await sql<{ row: string }>`select content_key::text || station_key::text as row
    from key.content_key join key.station_key using (station) where asset = ${one.asset}`.execute(host.db.kysely)
  assert.ok(rows.rows.length > 0)
  assert.ok(rows.rows.every(({ row }) => !row.includes(found.key)))
  const stranger = await startTestHost({
    services: [keyService],
    queues: {},
    db: host.db,
    node: 'stranger',
    seal: randomBytes(32),
  })
  try {
    await refused(() => keyOf(one, 0, stranger), 'keys-locked')
    // What docs/operating.md tells who has lost the seal.
    const operating = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
    const [, statements] = /```sql\n(begin;\n.*?)```/s.exec(operating)!
    await sql.raw(statements!).execute(host.db.kysely)
    await sleep(1100)
    const asked = { station: host.station, asset: one.asset, published: true, lendable: true, address: '203.0.113.7' }
    const { keySet } = await api(stranger).admit({ ...asked, part: 'ciphertext' }, host.call)
    assert.equal(keySet, one.number + 1)
    assert.notEqual((await keyOf({ ...one, number: keySet! }, 0, stranger)).key, found.key)
  } finally {
    await stranger.close()
  }
})
