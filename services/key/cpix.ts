import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { commonPssh } from '#media/cmaf'
import { Problem } from '#backbone'
import { sealedFor, type Sealed } from './cpix-sealed.ts'
import { uuidBytes } from './tokens.ts'

/** A content key of a CPIX document; `period` is the stretch of HLS it is for, absent for that of all of the media. */
export type CpixKey = { kid: string; key: Buffer; period?: number }

const notValid = (why: string) => new Problem('cpix-not-valid', 400, `This CPIX document cannot be taken: ${why}`)

const mostKeys = 2000
const mostPeriods = 100_000
const clearKeySystem = '1077efec-c0b2-4d02-ace3-3c1e52e2fb4b'
const namespaces = [
  'xmlns="urn:dashif:org:cpix"',
  'xmlns:pskc="urn:ietf:params:xml:ns:keyprov:pskc"',
  'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"',
  'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"',
].join(' ')

/** A CPIX 2.3 document (DASH-IF) of content keys: in clear, or sealed for the owner of a certificate (PEM). */
export const writeCpix = (keys: readonly CpixKey[], about: { contentId: string; certificate?: string }): string => {
  const sealed = about.certificate === undefined ? undefined : sealedFor(about.certificate)
  const periods = keys.flatMap(({ period }) => (period === undefined ? [] : [period]))
  const common = keys.filter(({ period }) => period === undefined)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<CPIX contentId="${about.contentId}" version="2.3" ${namespaces}>`,
    ...(sealed?.delivery ?? []),
    '  <ContentKeyList>',
    ...keys.flatMap((one) => contentKey(one, sealed)),
    '  </ContentKeyList>',
    ...list(
      'DRMSystemList',
      common.map(
        ({ kid }) =>
          `<DRMSystem kid="${kid}" systemId="${clearKeySystem}"><PSSH>${commonPssh(uuidBytes(kid)).toString('base64')}</PSSH></DRMSystem>`,
      ),
    ),
    ...list(
      'ContentKeyPeriodList',
      periods.map((period) => `<ContentKeyPeriod id="period_${period}" index="${period}"/>`),
    ),
    ...list(
      'ContentKeyUsageRuleList',
      keys.map(({ kid, period }) =>
        period === undefined
          ? `<ContentKeyUsageRule kid="${kid}"/>`
          : `<ContentKeyUsageRule kid="${kid}"><KeyPeriodFilter periodId="period_${period}"/></ContentKeyUsageRule>`,
      ),
    ),
    '</CPIX>',
    '',
  ].join('\n')
}

const list = (name: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`  <${name}>`, ...items.map((item) => `    ${item}`), `  </${name}>`]

const contentKey = ({ kid, key, period }: CpixKey, sealed: Sealed | undefined): string[] => {
  const value = sealed ? sealed.value(key) : `<pskc:PlainValue>${key.toString('base64')}</pskc:PlainValue>`
  // HLS encrypts whole segments, for which CPIX has no scheme to name.
  const scheme = period === undefined ? ' commonEncryptionScheme="cenc"' : ''
  return [
    `    <ContentKey kid="${kid}"${scheme}>`,
    `      <Data><pskc:Secret>${value}</pskc:Secret></Data>`,
    '    </ContentKey>',
  ]
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  isArray: (name) => ['ContentKey', 'ContentKeyPeriod', 'ContentKeyUsageRule', 'KeyPeriodFilter'].includes(name),
})

type Node = { [name: string]: unknown }

/** The keys of a CPIX document; throws `cpix-not-valid` where it is not understood to the last key. */
export const readCpix = (document: string): CpixKey[] => {
  // No document of ours needs entities, and those of strangers shall have none to play with.
  if (/<!DOCTYPE|<!ENTITY/i.test(document)) throw notValid('it declares a document type')
  if (XMLValidator.validate(document) !== true) throw notValid('it is not well-formed XML')
  const root = node((parser.parse(document) as Node).CPIX)
  if (!root) throw notValid('its root is not CPIX')
  const periods = periodsOf(root)
  const keys = nodes(node(root.ContentKeyList)?.ContentKey).map((one) => keyOf(one, periods))
  if (keys.length === 0) throw notValid('it holds no content keys')
  if (keys.length > mostKeys) throw notValid(`it holds more than ${mostKeys} content keys`)
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw notValid('two keys have the same id')
  const places = keys.map(({ period }) => period ?? -1)
  if (new Set(places).size < places.length) throw notValid('two keys are for the same media')
  return keys
}

/** The period of each key that has one: usage rules name periods, whose numbers are in a list of their own. */
const periodsOf = (root: Node): Map<string, number> => {
  const numbers = new Map(
    nodes(node(root.ContentKeyPeriodList)?.ContentKeyPeriod).map((one) => [text(one['@id']), text(one['@index'])]),
  )
  const periods = new Map<string, number>()
  for (const rule of nodes(node(root.ContentKeyUsageRuleList)?.ContentKeyUsageRule)) {
    const [filter, ...more] = nodes(rule.KeyPeriodFilter)
    if (!filter) continue
    const number = numbers.get(text(filter['@periodId'])) ?? ''
    if (more.length > 0 || !/^\d{1,6}$/.test(number) || Number(number) > mostPeriods) {
      throw notValid('a key is for a period that is not numbered')
    }
    periods.set(text(rule['@kid']).toLowerCase(), Number(number))
  }
  return periods
}

const keyOf = (one: Node, periods: Map<string, number>): CpixKey => {
  const kid = text(one['@kid']).toLowerCase()
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(kid)) throw notValid('the id of a key is no UUID')
  const scheme = one['@commonEncryptionScheme']
  if (scheme !== undefined && scheme !== 'cenc')
    throw notValid(`keys for '${text(scheme).slice(0, 8)}' are not used here`)
  const secret = node(node(one.Data)?.Secret)
  if (secret && 'EncryptedValue' in secret) throw notValid('its keys are sealed for somebody else')
  const value = text(secret?.PlainValue).trim()
  const key = Buffer.from(value, 'base64')
  if (!/^[A-Za-z0-9+/]{22}==$/.test(value) || key.length !== 16) throw notValid('a key is not 16 bytes in base64')
  const period = periods.get(kid)
  return { kid, key, ...(period === undefined ? {} : { period }) }
}

const node = (value: unknown): Node | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : undefined
const nodes = (value: unknown): Node[] =>
  (Array.isArray(value) ? value : []).map(node).filter((one): one is Node => one !== undefined)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
