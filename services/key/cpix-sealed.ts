import { constants, createCipheriv, createHmac, publicEncrypt, randomBytes, X509Certificate } from 'node:crypto'
import { Problem } from '#backbone'

const aes = 'http://www.w3.org/2001/04/xmlenc#aes256-cbc'
const oaep = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p'
const hmac = 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha512'

const certificateNotValid = () =>
  new Problem('certificate-not-valid', 400, 'This is no X.509 certificate in PEM with an RSA key of 2048 bits or more')

/** How keys are written for one recipient: the delivery data, and the value of each key. */
export type Sealed = { delivery: string[]; value: (key: Buffer) => string }

/**
 * Seals keys as CPIX does: each under a document key (AES-256-CBC, authenticated by HMAC-SHA-512), which only the owner
 * of the certificate can open (RSA-OAEP).
 */
export const sealedFor = (pem: string): Sealed => {
  const certificate = rsaCertificate(pem)
  const [documentKey, macKey] = [randomBytes(32), randomBytes(64)]
  const wrapped = (secret: Buffer) => {
    const padding = { key: certificate.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
    return encrypted(oaep, publicEncrypt(padding, secret))
  }
  return {
    delivery: [
      '  <DeliveryDataList>',
      '    <DeliveryData>',
      `      <DeliveryKey><ds:X509Data><ds:X509Certificate>${certificate.raw.toString('base64')}</ds:X509Certificate></ds:X509Data></DeliveryKey>`,
      `      <DocumentKey Algorithm="${aes}"><Data><pskc:Secret><pskc:EncryptedValue>${wrapped(documentKey)}</pskc:EncryptedValue></pskc:Secret></Data></DocumentKey>`,
      `      <MACMethod Algorithm="${hmac}"><Key>${wrapped(macKey)}</Key></MACMethod>`,
      '    </DeliveryData>',
      '  </DeliveryDataList>',
    ],
    value(key) {
      const vector = randomBytes(16)
      const cipher = createCipheriv('aes-256-cbc', documentKey, vector)
      const bytes = Buffer.concat([vector, cipher.update(key), cipher.final()])
      const mac = createHmac('sha512', macKey).update(bytes).digest('base64')
      return `<pskc:EncryptedValue>${encrypted(aes, bytes)}</pskc:EncryptedValue><pskc:ValueMAC>${mac}</pskc:ValueMAC>`
    },
  }
}

const encrypted = (method: string, bytes: Buffer): string =>
  `<enc:EncryptionMethod Algorithm="${method}"/><enc:CipherData><enc:CipherValue>${bytes.toString('base64')}</enc:CipherValue></enc:CipherData>`

const rsaCertificate = (pem: string): X509Certificate => {
  try {
    const certificate = new X509Certificate(pem)
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
    if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048) return certificate
  } catch {
    // what cannot be read is refused below
  }
  throw certificateNotValid()
}
