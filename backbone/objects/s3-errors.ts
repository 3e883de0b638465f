import { Problem } from '../contract/problem.ts'

type S3Failure = { name?: string; code?: string; message?: string; $metadata?: { httpStatusCode?: number } }

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPIPE',
  'TimeoutError',
])
const refused = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'AccessDenied', 'Forbidden', '403'])
const corrupted = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch'])
const folderClash = new Set(['ObjectParentIsFile', 'ExistingObjectIsDirectory', 'XMinioParentIsObject'])
const full = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientStorage', 'EntityTooLargeForStorage'])

/** Whether a failure says that the object or the upload is not there. A missing bucket is something else. */
export const isAbsent = (error: unknown): boolean => {
  const { name } = error as S3Failure
  return name === 'NoSuchKey' || name === 'NotFound' || name === 'NoSuchUpload'
}

/** Whether a conditional write was refused because the object is no longer (or already) there. */
export const isOvertaken = (error: unknown): boolean => {
  const { name, $metadata } = error as S3Failure
  return name === 'PreconditionFailed' || name === 'ConditionalRequestConflict' || $metadata?.httpStatusCode === 412
}

/** Whether a range lies beyond the end of the object. */
export const isBeyondEnd = (error: unknown): boolean => (error as S3Failure).$metadata?.httpStatusCode === 416

/** Says in a Problem what is wrong with the store; what only the caller can judge (absent, overtaken) passes as it is. */
export function inWords(error: unknown, { endpoint, bucket }: { endpoint: string; bucket: string }): unknown {
  if (error instanceof Problem || isAbsent(error) || isOvertaken(error) || isBeyondEnd(error)) return error
  const { name = '', code = '', message, $metadata } = error as S3Failure
  const status = $metadata?.httpStatusCode
  const where = { endpoint, bucket, reason: name || code }
  if (name === 'NoSuchBucket')
    return new Problem('object-store-without-bucket', 503, `The object store has no bucket "${bucket}"`, where)
  if (refused.has(name) || status === 403 || status === 401)
    return new Problem('object-store-refused', 500, 'The object store does not accept these credentials', where)
  if (unreachable.has(code) || unreachable.has(name))
    return new Problem('object-store-unreachable', 503, `The object store at ${endpoint} does not answer`, where)
  if (corrupted.has(name))
    return new Problem('object-corrupted', 503, 'Bytes were changed on the way to the object store', where)
  if (folderClash.has(name))
    return new Problem('key-conflict', 409, 'Another key is the folder of this one, or the other way round', where)
  if (full.has(name) || status === 507) return new Problem('storage-full', 507, 'The storage is full', where)
  if (status !== undefined)
    return new Problem('object-store-failed', 503, `The object store answered ${status}`, { ...where, message })
  return error
}
