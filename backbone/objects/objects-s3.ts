import { createHash } from 'node:crypto'
import { GetObjectCommand, HeadBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { Problem } from '../contract/problem.ts'
import {
  checkKey,
  checkPrefix,
  checkRange,
  contentTypeOf,
  lengthMismatch,
  objectNotFound,
  pageLimit,
  unsatisfiable,
} from './keys.ts'
import type { Objects } from './objects.ts'
import { pourWhole } from './pour.ts'
import { openBucket, type Part, type S3Config, type Upload } from './s3-bucket.ts'
import { isAbsent, isBeyondEnd } from './s3-errors.ts'
import { partBytes, partFiller } from './s3-parts.ts'
import { s3Staging } from './staging-s3.ts'

/**
 * The S3 engine: objects under `<prefix>objects/`, staged uploads under `<prefix>staging/`, of a bucket that exists.
 * A process that dies in a `put` leaves a multipart upload: give the bucket a lifecycle rule that ends those, some days
 * after the age at which staged uploads expire.
 */
export async function openS3Objects(config: S3Config): Promise<Objects> {
  const bucket = openBucket(config)
  const { client, told } = bucket
  const room = `${config.prefix ?? ''}objects/`
  const nameOf = (key: string) => room + checkKey(key)

  try {
    await told(client.send(new HeadBucketCommand({ Bucket: config.bucket })))
  } catch (error) {
    client.destroy()
    // A HEAD answer has no body to name the cause: "not found" here can only mean the bucket.
    if (!isAbsent(error)) throw error
    throw new Problem('object-store-without-bucket', 503, `The object store has no bucket "${config.bucket}"`, {
      endpoint: config.endpoint,
      bucket: config.bucket,
    })
  }

  const presign = (key: string, expiresSeconds: number) =>
    getSignedUrl(client, new GetObjectCommand({ Bucket: config.bucket, Key: nameOf(key) }), {
      expiresIn: expiresSeconds,
    })

  return {
    async put(key, body, { contentType = contentTypeOf(key), bytes: expectedBytes, signal } = {}) {
      const name = nameOf(key)
      signal?.throwIfAborted()
      const sha256 = createHash('sha256')
      const md5 = createHash('md5')
      let bytes = 0
      let upload: Upload | undefined
      const parts: Part[] = []
      const storePart = async (part: Uint8Array) => {
        upload ??= await bucket.startUpload(name, contentType)
        parts.push(await bucket.putPart(upload, parts.length + 1, part, signal))
      }
      const filler = partFiller(new Uint8Array(), (stored) => partBytes(stored + 1), storePart)
      try {
        const take = (chunk: Uint8Array) => {
          bytes += chunk.length
          sha256.update(chunk)
          md5.update(chunk)
          return filler.take(chunk)
        }
        await pourWhole(body, take, signal)
        const rest = await filler.finish()
        if (expectedBytes !== undefined && bytes !== expectedBytes) throw lengthMismatch(key, bytes, expectedBytes)
        signal?.throwIfAborted()
        if (!upload) {
          await bucket.put(name, rest, signal ? { contentType, signal } : { contentType })
        } else {
          if (rest.length) await storePart(rest)
          await bucket.finishUpload(upload, parts)
        }
        return { key, bytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') }
      } catch (error) {
        await filler.finish().catch(() => {})
        if (upload) await bucket.dropUpload(upload).catch(() => {})
        throw error
      }
    },

    async get(key, range, { signal } = {}) {
      const name = nameOf(key)
      signal?.throwIfAborted()
      if (range) checkRange(range)
      try {
        const answer = await bucket.open(name, range && `bytes=${range.start}-${range.end ?? ''}`, signal)
        if (!answer) throw objectNotFound(key)
        const bytes = answer.ContentLength ?? 0
        const totalBytes = range ? Number(answer.ContentRange?.split('/')[1] ?? bytes) : bytes
        return { body: answer.body, bytes, totalBytes, contentType: answer.ContentType ?? contentTypeOf(key) }
      } catch (error) {
        throw range && isBeyondEnd(error) ? unsatisfiable(range) : error
      }
    },

    async head(key) {
      const found = await bucket.head(nameOf(key))
      if (!found) return undefined
      return {
        bytes: found.ContentLength ?? 0,
        contentType: found.ContentType ?? contentTypeOf(key),
        modified: found.LastModified ?? new Date(0),
      }
    },

    async list(prefix, { after, limit } = {}) {
      const command = new ListObjectsV2Command({
        Bucket: config.bucket,
        Prefix: room + checkPrefix(prefix),
        MaxKeys: pageLimit(limit),
        ...(after && { StartAfter: room + after }),
      })
      const { Contents = [], IsTruncated } = await told(client.send(command))
      const keys = Contents.map(({ Key, Size }) => ({ key: Key!.slice(room.length), bytes: Size ?? 0 }))
      const last = keys.at(-1)
      return IsTruncated && last ? { keys, next: last.key } : { keys }
    },

    async delete(key) {
      await bucket.remove(nameOf(key))
    },

    async source(key, { expiresSeconds = 3600 } = {}) {
      if (!(await bucket.head(nameOf(key)))) throw objectNotFound(key)
      return { location: await presign(key, expiresSeconds), local: false }
    },

    presign: (key, { expiresSeconds }) => presign(key, expiresSeconds),

    staging: s3Staging(bucket, { room: `${config.prefix ?? ''}staging/`, nameOf }, config.bucket),

    async freeBytes() {
      return undefined
    },

    close() {
      client.destroy()
    },
  }
}
